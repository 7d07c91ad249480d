import { mkdtempSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { ExitCode, type InspectDocument, type InspectOptions, inspectImage } from '../../src/index.ts'
import { expectFailure } from '../support/inspect-layout.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { type Fault, startFaultyRegistry } from './support/faulty-registry.ts'
import { writeSampleImage } from './support/sample-image.ts'

// a minute is too long for a test; every other time is as it is for users
vi.mock('../../src/registry/options.ts', () => ({ DEFAULT_STALL_TIMEOUT: 300 }))

const scratch = temporaryDirectory()
const MIB = 1024 ** 2

/** A registry in this process with the sample image, and an empty cache directory. */
async function setUp(fault?: Fault) {
  const { layout, layers, manifest } = await writeSampleImage(mkdtempSync(join(scratch, 'layout-')), 2 * MIB)
  const registry = await startFaultyRegistry(layout.directory, fault)
  const env = { HOME: '/nonexistent', XDG_CACHE_HOME: mkdtempSync(join(scratch, 'cache-')) }
  const inspect = (options: Partial<InspectOptions> = {}): Promise<InspectDocument> =>
    inspectImage(`${registry.host}/test/image:1.0`, { platform: 'linux/amd64', env, ...options })
  const [large, small] = layers.map(({ digest }) => digest)
  return {
    registry,
    layout,
    manifest,
    large: large!,
    small: small!,
    env,
    inspect,
    /** The digests of the blobs that were asked for, in order. */
    blobsAsked: () => registry.requests.flatMap(({ path }) => path.split('/blobs/')[1] ?? []),
    /** The names of all files in the cache directory. */
    cached: () =>
      readdirSync(env.XDG_CACHE_HOME, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .sort(),
    [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
  }
}

/** The name under which the cache keeps a layer. */
function fileOf(digest: string): string {
  return digest.replace(':', '-')
}

describe('a blob whose digest lies', () => {
  test('ends with exit code 4, and nothing of it is in the cache', async () => {
    let lies = true
    await using setting = await setUp(({ blob, path, response }) => {
      if (!lies || blob === null || !path.endsWith(setting.large)) return false
      // gzip's header holds a time: another one changes neither the size nor the tar
      const altered = Buffer.from(blob)
      altered.writeUInt32LE(1, 4)
      response.writeHead(200, { 'content-length': altered.length }).end(altered)
      return true
    })
    const message = new RegExp(`^Layer 0: .* where ${setting.large} is promised\\.$`)
    await expectFailure(setting.inspect(), ExitCode.broken, message)
    expect(setting.cached().filter((name) => name !== fileOf(setting.small))).toEqual([])

    lies = false
    expect((await setting.inspect()).layers.map(({ digest }) => digest)).toEqual([setting.large, setting.small])
    expect(setting.blobsAsked().filter((digest) => digest === setting.large)).toHaveLength(2)
  })
})

describe('a token that expires between the manifest and the layers', () => {
  test('is renewed, once for both of them', async () => {
    let issued = 0
    await using setting = await setUp(({ request, response, path }) => {
      if (path.startsWith('/token')) {
        response.end(JSON.stringify({ token: `token-${++issued}`, expires_in: 300 }))
        return true
      }
      const isLayer = [setting.large, setting.small].some((digest) => path.endsWith(digest))
      const wanted = isLayer ? 'Bearer token-2' : 'Bearer token-1'
      if (path === '/v2/' || request.headers.authorization === wanted) return false
      const realm = `http://${request.headers.host}/token`
      response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}",error="invalid_token"` }).end()
      return true
    })
    expect((await setting.inspect()).digest).toBe(setting.manifest.digest)
    expect(issued).toBe(2)
  })
})

describe('a blob that stalls', () => {
  test('is asked for again from where it stopped', async () => {
    await using setting = await setUp(({ blob, path, earlier, response }) => {
      if (blob === null || !path.endsWith(setting.large) || earlier > 0) return false
      response.writeHead(200, { 'content-length': blob.length }).write(blob.subarray(0, MIB))
      return true
    })
    expect((await setting.inspect()).layers[0]).toMatchObject({ digest: setting.large, files: 1 })
    const asked = setting.registry.requests.filter(({ path }) => path.endsWith(setting.large))
    expect(asked.map(({ range }) => range)).toEqual([null, `bytes=${MIB}-`])
  })
})

describe('the cache', () => {
  test('spares a second look at a tag every layer, and gives the same answer', async () => {
    await using setting = await setUp()
    const first = await setting.inspect()
    expect(setting.blobsAsked()).toEqual(expect.arrayContaining([setting.large, setting.small]))
    const before = setting.registry.requests.length
    expect(await setting.inspect()).toEqual(first)
    const { config } = JSON.parse(String(setting.layout.read(setting.manifest.digest)))
    const asked = setting.registry.requests.slice(before).map(({ path }) => path.split('/').slice(-2).join('/'))
    expect(asked).toEqual(['manifests/1.0', `blobs/${config.digest}`])
  })

  test('may be one for four looks at once', async () => {
    await using setting = await setUp()
    const documents = await Promise.all([1, 2, 3, 4].map(() => setting.inspect()))
    for (const document of documents) expect(document).toEqual(documents[0])
    expect(setting.cached()).toEqual([fileOf(setting.large), fileOf(setting.small)].sort())
    const asked = setting.blobsAsked().length
    expect(await setting.inspect()).toEqual(documents[0])
    expect(setting.blobsAsked().length - asked).toBe(1) // the config
  })
})
