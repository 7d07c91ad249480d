import { mkdirSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { inspectImage } from '../../src/index.ts'
import { parseReference } from '../../src/reference.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()

it('scratch is the image without layers that Dockerfiles begin with, for any platform', async () => {
  const document = await inspectImage('scratch', { env: {}, cache: false, platform: 'linux/arm64' })
  expect(document).toMatchObject({
    reference: 'scratch',
    source: 'scratch',
    digest: null,
    imageId: null,
    platform: { os: 'linux', architecture: 'arm64' },
    size: { compressedBytes: 0, contentBytes: 0, efficiency: 1 },
    layers: [],
    base: { family: 'scratch' },
    packages: [],
    warnings: [],
  })
})

it('a directory of that name is ./scratch, and an image of a registry docker://scratch', async () => {
  const directory = mkdtempSync(join(scratch, 'named-'))
  mkdirSync(join(directory, 'scratch', 'etc'), { recursive: true })
  const { source } = await inspectImage(join(directory, 'scratch'), { env: {}, cache: false })
  expect(source).toBe('rootfs')
  expect(parseReference('docker://scratch')).toEqual({ scheme: 'registry', name: 'scratch' })
})
