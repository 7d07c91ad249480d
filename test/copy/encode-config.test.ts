import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { encodeConfig } from '../../src/copy/encode-config.ts'
import { EMPTY_EXECUTION_CONFIG, parseImageConfig } from '../../src/oci/config.ts'
import { COMMITTED_IMAGES, committedLayout, manifestOf } from '../e2e/support/committed-images.ts'

describe('a config that is written', () => {
  test.for(COMMITTED_IMAGES)('reads back as what it was: that of %s', (name) => {
    const { digest } = manifestOf(committedLayout(name)).config
    const bytes = readFileSync(join(committedLayout(name), 'blobs', digest.replace(':', '/')))
    const config = parseImageConfig(bytes, 'The config')
    expect(parseImageConfig(encodeConfig(config, config.diffIds), 'The config')).toEqual(config)
  })

  test('keeps what only some images have', () => {
    const config = parseImageConfig(
      Buffer.from(
        JSON.stringify({
          os: 'linux',
          architecture: 'arm',
          variant: 'v7',
          created: '2026-11-21T00:00:00Z',
          author: 'somebody',
          config: {
            Volumes: { '/data': {}, __proto__: {} },
            StopSignal: 'SIGINT',
            Shell: ['/bin/bash', '-c'],
            Healthcheck: { Test: ['NONE'], Retries: 3, StartPeriod: 5 },
          },
          history: [{ created_by: 'ENV a=b', comment: 'c', author: 'd', empty_layer: true }],
        }),
      ),
      'The config',
    )
    expect(parseImageConfig(encodeConfig(config, []), 'The config')).toEqual(config)
  })

  test('of nothing to run has the platform and the layers alone', () => {
    const platform = { os: 'linux', architecture: 'amd64' }
    const bytes = encodeConfig(
      { platform, created: null, config: EMPTY_EXECUTION_CONFIG, diffIds: [], history: [] },
      [],
    )
    expect(Buffer.from(bytes).toString()).toBe(
      '{"os":"linux","architecture":"amd64","config":{},"rootfs":{"type":"layers","diff_ids":[]}}',
    )
  })
})
