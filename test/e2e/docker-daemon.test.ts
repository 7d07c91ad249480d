import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest'
import { writeLayout } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { ExitCode, ImgpeekError, inspectImage } from '../../src/index.ts'
import { contentOf, copied, digestsOf } from '../support/copy.ts'
import { expectFailure } from '../support/inspect-layout.ts'
import { noise } from '../support/noise.ts'
import { need, needProgram } from '../support/programs.ts'
import { committedLayout, manifestOf } from './support/committed-images.ts'
import { type Dockerd, startDockerd } from './support/dockerd.ts'
import { contentAtEngine, ENGINE_IMAGES, engineName, loadable } from './support/engine-images.ts'
import { type TemporaryDirectory, temporaryDirectory } from './support/temporary-directory.ts'

let scratch: TemporaryDirectory
let engine: Dockerd | null = null

beforeAll(async () => {
  scratch = await temporaryDirectory()
  engine = await startDockerd().catch(() => null)
  for (const name of ENGINE_IMAGES) await engine?.docker('load', '--input', await loadable(name, scratch.path))
})
afterAll(async () => {
  await engine?.[Symbol.asyncDispose]()
  await scratch[Symbol.asyncDispose]()
})

/** The engine and what reaches it. */
function needEngine(context: TestContext) {
  for (const program of ['dockerd', 'docker']) needProgram(context, program)
  need(context, engine !== null, 'dockerd does not start')
  const env = { HOME: scratch.path, DOCKER_HOST: engine!.host }
  return { engine: engine!, env, options: { env, platform: 'linux/amd64', cache: false } }
}

async function idOf({ docker }: Dockerd, name: string): Promise<string> {
  return (await docker('image', 'inspect', '--format', '{{.Id}}', name)).trim()
}

/** Loads an image of its own, of some layers with a file of noise each. */
async function loadSample({ docker }: Dockerd, name: string, layers = 3, bytes = 1000): Promise<void> {
  const tars = Array.from({ length: layers }, (_, index) =>
    new LayerBuilder()
      .file(`layer-${index}`, noise(bytes, `${name}-${index}`))
      .file('name', name)
      .build(),
  )
  const spec = { layers: (await Promise.all(tars)).map((tar) => ({ tar })) }
  const layout = writeLayout(join(scratch.path, `layout-${name}`), spec)
  const archive = join(scratch.path, `${name}.tar`)
  await copied(`oci:${layout.directory}`, `docker-archive:${archive}:localhost/${name}:1`)
  await docker('load', '--input', archive)
}

describe('an image that was loaded into dockerd', () => {
  test.for(ENGINE_IMAGES)(
    'is the same as in its layout, but for what a manifest and compression say: %s',
    async (name, context) => {
      const { env } = needEngine(context)
      expect(await contentOf(`docker-daemon:${engineName(name)}`, { env })).toEqual(await contentAtEngine(name))
    },
  )

  test('is found by its name, its id, the beginning of its id', async (context) => {
    const { engine, env } = needEngine(context)
    const id = await idOf(engine, engineName('webapp'))
    for (const name of [engineName('webapp'), id, id.slice(7), id.slice(7, 19)]) {
      // with a containerd image store the id is not the config's
      const { config } = await digestsOf(`docker-daemon:${name}`, { env })
      expect(config, name).toBe(manifestOf(committedLayout('webapp')).config.digest)
    }
  })

  test('is the same again when layers and config come from the cache', async (context) => {
    const { env, options } = needEngine(context)
    const cached = { ...options, env: { ...env, XDG_CACHE_HOME: join(scratch.path, 'cache') }, cache: true }
    const cold = await inspectImage(`docker-daemon:${engineName('static')}`, cached)
    expect(await inspectImage(`docker-daemon:${engineName('static')}`, cached)).toEqual(cold)
  })

  test('can be copied: config and layers keep their digests', async (context) => {
    const { env } = needEngine(context)
    const destination = `oci:${join(scratch.path, 'copy')}:1`
    await copied(`docker-daemon:${engineName('webapp')}`, destination, { env })
    const { config, filesystem, layers } = await contentOf(destination)
    const known = await contentOf(`oci:${committedLayout('webapp')}`)
    expect({ config, filesystem }).toEqual({ config: known.config, filesystem: known.filesystem })
    expect(layers.map(({ diffId }) => diffId)).toEqual(known.layers.map(({ diffId }) => diffId))
  })
})

describe('a name that dockerd cannot resolve', () => {
  test('ends with 3 and says how to get the image', async (context) => {
    const { options } = needEngine(context)
    const message = /^Docker has no image "alpine" \(unix:.*\); get it with docker pull alpine\.$/
    await expectFailure(inspectImage('docker-daemon:alpine', options), ExitCode.unavailable, message)
  })

  test('ends with 3 and says which tags there are of the repository', async (context) => {
    const { options } = needEngine(context)
    const message = /^Docker has no image "localhost\/test\/webapp:2\.0" .*; it has localhost\/test\/webapp:1\.0\.$/
    await expectFailure(inspectImage('docker-daemon:localhost/test/webapp:2.0', options), ExitCode.unavailable, message)
  })

  test('because it is the beginning of two ids ends with 2 and shows both', async (context) => {
    const { engine, options } = needEngine(context)
    const prefix = await ambiguousPrefix(engine)
    const message = new RegExp(
      `^"${prefix}" is the beginning of \\d+ image ids of the Docker engine at .*; give more of it\\.$`,
    )
    await expectFailure(inspectImage(`docker-daemon:${prefix}`, options), ExitCode.usage, message)
  })

  test.for(['../containers/json', 'UPPER case', 'a?b', '-x'])(
    'because it can be none is a usage error: %s',
    async (name, context) => {
      const { options } = needEngine(context)
      await expectFailure(
        inspectImage(`docker-daemon:${name}`, options),
        ExitCode.usage,
        /is not an image's name or id/,
      )
    },
  )

  test('because the image is for another platform says which one it is for', async (context) => {
    const { options } = needEngine(context)
    const attempt = inspectImage(`docker-daemon:${engineName('static')}`, { ...options, platform: 'linux/arm64' })
    await expectFailure(attempt, ExitCode.unavailable, /has no image for linux\/arm64; .*linux\/amd64/)
  })
})

/** A digit that two ids begin with: of seventeen images there are two. */
async function ambiguousPrefix(engine: Dockerd): Promise<string> {
  for (let count = 0; count < 17; count++) {
    const ids = (await engine.docker('images', '--no-trunc', '--quiet')).trim().split('\n')
    const digits = [...new Set(ids)].map((id) => id.charAt('sha256:'.length))
    const twice = digits.find((digit, index) => digits.indexOf(digit) !== index)
    if (twice !== undefined) return twice
    await loadSample(engine, `one-of-many-${count}`, 1)
  }
  throw new Error('no two ids begin with the same digit')
}

test('four inspections at once while the image is removed end with the answer or with one sentence', async (context) => {
  const { engine, options } = needEngine(context)
  await loadSample(engine, 'doomed', 6, 2_000_000)
  const whole = await inspectImage('docker-daemon:localhost/doomed:1', options)
  for (const event of ['layers', 'bytes', 'layer-done'] as const) {
    await engine.docker('load', '--input', join(scratch.path, 'doomed.tar'))
    let removal: Promise<unknown> | undefined
    const onProgress = ({ kind }: { kind: string }): void => {
      if (kind === event) removal ??= engine.docker('rmi', '--force', 'localhost/doomed:1')
    }
    const inspections = Array.from({ length: 4 }, () =>
      inspectImage('docker-daemon:localhost/doomed:1', { ...options, onProgress }),
    )
    for (const { status, value, reason } of await settled(inspections)) {
      if (status === 'fulfilled') {
        expect(value).toEqual(whole)
        continue
      }
      expect(reason).toBeInstanceOf(ImgpeekError)
      expect(reason).toMatchObject({
        exitCode: ExitCode.unavailable,
        message: expect.stringMatching(/^[^\n]{1,400}\.$/),
      })
    }
    await removal
  }
}, 120_000)

async function settled<T>(all: readonly Promise<T>[]): Promise<{ status: string; value?: T; reason?: unknown }[]> {
  return Promise.allSettled(all)
}

test('an inspection that is interrupted while layers come ends as interrupted', async (context) => {
  const { engine, options } = needEngine(context)
  await loadSample(engine, 'interrupted', 2, 4_000_000)
  const controller = new AbortController()
  const attempt = inspectImage('docker-daemon:localhost/interrupted:1', {
    ...options,
    signal: controller.signal,
    onProgress: ({ kind }) => kind === 'bytes' && controller.abort(),
  })
  await expectFailure(attempt, ExitCode.interrupted, /^Interrupted\.$/)
})
