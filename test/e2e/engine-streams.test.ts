import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ociArchive } from '../../fixtures/image-archive.ts'
import { LayoutBuilder, sha256, writeLayout } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { ExitCode, inspectImage } from '../../src/index.ts'
import { contentOf, copied } from '../support/copy.ts'
import { expectFailure } from '../support/inspect-layout.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { COMMITTED_IMAGES, committedLayout, manifestOf, uncompressedSpec } from './support/committed-images.ts'
import { uncompressed } from './support/engine-images.ts'
import { type EngineAnswers, type FakeEngine, sendJson, startFakeEngine } from './support/fake-engine.ts'

// Engines that this machine does not have: what Docker 25 and its successors send, with both of their image stores, made of the
// committed images; and engines that fail or lie.

const scratch = temporaryDirectory()
const IMAGE = 'docker-daemon:test/image:1.0'

interface Served {
  /** The answer to `/images/{name}/json`. */
  readonly json: { readonly Id: string; readonly RootFS: { readonly Layers: readonly string[] } } & Record<
    string,
    unknown
  >
  /** The answer to `/images/{name}/get`. */
  readonly stream: Buffer
  readonly info?: object
}

function answersOf({ json, stream, info = {} }: Served): EngineAnswers {
  return (path, response) => {
    if (path === '/info') sendJson(response, info)
    else if (path === '/images/json') sendJson(response, [{ Id: json.Id, RepoTags: ['test/image:1.0'] }])
    else if (path.endsWith('/json')) sendJson(response, json)
    else response.end(stream)
  }
}

function configOf(layout: string): { digest: string; rootfs: { diff_ids: string[] } } {
  const { config } = manifestOf(layout)
  const bytes = readFileSync(join(layout, 'blobs', config.digest.replace(':', '/')), 'utf8')
  return { digest: config.digest, ...JSON.parse(bytes) }
}

function imageJson(id: string, layers: readonly string[]): Served['json'] {
  return { Id: id, RepoTags: ['test/image:1.0'], Os: 'linux', Architecture: 'amd64', RootFS: { Layers: layers } }
}

/** A layout as Docker 25 sends it: its files by name, manifest.json among them. */
async function layoutStream(layout: string): Promise<Buffer> {
  const both = mkdtempSync(join(scratch, 'layout-'))
  cpSync(layout, both, { recursive: true })
  const { config, layers } = manifestOf(layout)
  const nameOf = ({ digest }: { digest: string }): string => `blobs/${digest.replace(':', '/')}`
  const saved = [{ Config: nameOf(config), RepoTags: ['test/image:1.0'], Layers: layers.map(nameOf) }]
  writeFileSync(join(both, 'manifest.json'), JSON.stringify(saved))
  return ociArchive(new LayoutBuilder(both))
}

/** Docker's own store: blobs are uncompressed tars, the id is the config's. */
async function classicStore(layout: string): Promise<Served> {
  const { digest, rootfs } = configOf(layout)
  const spec = await uncompressedSpec(layout)
  const layers = spec.layers.map((layer) => ({ ...layer, packing: 'none' as const }))
  const plain = writeLayout(mkdtempSync(join(scratch, 'plain-')), { ...spec, layers }, '1.0')
  // The config of the same fields is the same document but for its spelling; the original is what engines keep.
  const id = manifestOf(plain.directory).config.digest
  expect(rootfs.diff_ids.length, digest).toBeGreaterThan(0)
  return { json: imageJson(id, rootfs.diff_ids), stream: await layoutStream(plain.directory) }
}

/** containerd's store: blobs as the registry has them, the id is the manifest's. */
async function containerdStore(layout: string): Promise<Served> {
  const index = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')) as { manifests: [{ digest: string }] }
  const info = { DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']] }
  const json = imageJson(index.manifests[0].digest, configOf(layout).rootfs.diff_ids)
  return { json, stream: await layoutStream(layout), info }
}

/** Runs with an engine; the options see nothing of this machine. */
async function withEngine<Result>(
  answers: EngineAnswers,
  use: (
    options: { env: Record<string, string>; platform: string; cache: boolean },
    engine: FakeEngine,
  ) => Promise<Result>,
  headers?: Record<string, string>,
): Promise<Result> {
  await using engine = await startFakeEngine(answers, headers)
  const env = { HOME: '/nonexistent', DOCKER_HOST: engine.host }
  return await use({ env, platform: 'linux/amd64', cache: false }, engine)
}

/** How often the image itself was asked for. */
function streamsOf({ requests }: FakeEngine): number {
  return requests.filter((request) => request.includes('/get')).length
}

describe.for(COMMITTED_IMAGES)('the image "%s" from Docker 25', (name) => {
  test('with its own store is the same as in its layout, in one stream', async () => {
    const layout = committedLayout(name)
    await withEngine(answersOf(await classicStore(layout)), async (options, engine) => {
      const { imageId: _, ...content } = await contentOf(IMAGE, options)
      const { imageId: __, ...known } = uncompressed(await contentOf(`oci:${layout}`))
      expect(content).toEqual(known)
      expect(streamsOf(engine)).toBe(1)
    })
  })

  test("with containerd's store is the same as in its layout, in one stream", async () => {
    const layout = committedLayout(name)
    await withEngine(answersOf(await containerdStore(layout)), async (options, engine) => {
      const content = await contentOf(IMAGE, options)
      const known = await contentOf(`oci:${layout}`)
      const layers = known.layers.map((layer) => ({ ...layer, mediaType: null }))
      expect(content).toEqual({ ...known, digest: null, mediaType: null, layers })
      expect(streamsOf(engine)).toBe(1)
    })
  })

  test.for(['classic', 'containerd'] as const)(
    'is not asked for again when the cache has it (store: %s)',
    async (store) => {
      const served = await (store === 'classic' ? classicStore : containerdStore)(committedLayout(name))
      await withEngine(answersOf(served), async (options, engine) => {
        const env = { ...options.env, XDG_CACHE_HOME: mkdtempSync(join(scratch, 'cache-')) }
        const cold = await inspectImage(IMAGE, { ...options, env, cache: true })
        expect(await inspectImage(IMAGE, { ...options, env, cache: true })).toEqual(cold)
        expect(streamsOf(engine)).toBe(1)
      })
    },
  )

  test('is copied in two streams: one to see what there is, one for the layers', async () => {
    const served = await containerdStore(committedLayout(name))
    await withEngine(answersOf(served), async (options, engine) => {
      const destination = `oci:${mkdtempSync(join(scratch, 'copy-'))}:1`
      await copied(IMAGE, destination, options)
      expect(streamsOf(engine)).toBe(2)
      const { imageId, layers } = await contentOf(destination)
      const known = await contentOf(`oci:${committedLayout(name)}`)
      expect(imageId).toBe(known.imageId)
      expect(layers.map(({ diffId }) => diffId)).toEqual(known.layers.map(({ diffId }) => diffId))
    })
  })
})

/** An image of three small layers, in the form of Docker before 25. */
async function threeLayers() {
  const tars = ['one', 'two', 'three'].map((name) => new LayerBuilder().file(name, 'content').build())
  const layers = (await Promise.all(tars)).map((tar, index) => ({ name: `${'abc'[index]}/layer.tar`, bytes: tar }))
  const diffIds = layers.map(({ bytes }) => sha256(bytes))
  const config = Buffer.from(
    JSON.stringify({ os: 'linux', architecture: 'amd64', rootfs: { type: 'layers', diff_ids: diffIds } }),
  )
  const id = sha256(config)
  const configFile = { name: `${id.slice('sha256:'.length)}.json`, bytes: config }
  const Layers = layers.map(({ name }) => name)
  const manifest = Buffer.from(JSON.stringify([{ Config: configFile.name, RepoTags: ['test/image:1.0'], Layers }]))
  return { json: imageJson(id, diffIds), files: [...layers, configFile, { name: 'manifest.json', bytes: manifest }] }
}

function pack(files: readonly { readonly name: string; readonly bytes: Buffer }[]): Promise<Buffer> {
  const archive = new LayerBuilder()
  for (const { name, bytes } of files) archive.file(name, bytes)
  return archive.build()
}

test('layers are told apart by what is in them, whatever their order in the stream', async () => {
  const { json, files } = await threeLayers()
  const orders = fc.shuffledSubarray(files, { minLength: files.length })
  await fc.assert(
    fc.asyncProperty(orders, async (order) => {
      const served = { json, stream: await pack(order) }
      const { layers } = await withEngine(answersOf(served), (options) => contentOf(IMAGE, options))
      expect(layers.map(({ diffId }) => diffId)).toEqual(json.RootFS.Layers)
    }),
    { numRuns: 5, seed: 25 },
  )
})

describe('an engine that', () => {
  /** An inspection of an image whose stream an engine treats as `get` says. */
  async function attempt(
    get: (response: ServerResponse, stream: Buffer) => void,
    change: object = {},
  ): Promise<unknown> {
    const { json, files } = await threeLayers()
    const stream = await pack(files)
    const others = answersOf({ json: { ...json, ...change }, stream })
    const answers: EngineAnswers = (path, response) => {
      if (path.endsWith('/get')) get(response, stream)
      else others(path, response)
    }
    return withEngine(answers, (options) => inspectImage(IMAGE, options))
  }

  test('dies in the middle ends with 3', async () => {
    const dying = attempt((response, stream) => {
      response.write(stream.subarray(0, 1500), () => response.destroy())
    })
    await expectFailure(
      dying,
      ExitCode.unavailable,
      /^The Docker engine at unix:.* closed the connection while reading docker-daemon:test\/image:1\.0; check that it is running and try again\.$/,
    )
  })

  test('gives up in the middle ends with 3 and what it says', async () => {
    const givingUp = attempt((response, stream) => {
      response.write(stream.subarray(0, 1500))
      response.end('{"errorDetail":{"message":"layer is gone."},"error":"layer is gone."}\r\n')
    })
    await expectFailure(
      givingUp,
      ExitCode.unavailable,
      /^The stream of docker-daemon:test\/image:1\.0 cannot be read to its end; the engine says: layer is gone\.$/,
    )
  })

  test('stops in the middle as if it were the end ends with 4', async () => {
    const cut = attempt((response, stream) => response.end(stream.subarray(0, 1500)))
    await expectFailure(cut, ExitCode.broken, /truncated/)
  })

  test('refuses ends with 3 and what it says', async () => {
    const refused = attempt((response) => sendJson(response, { message: 'no space left on device' }, 500))
    await expectFailure(
      refused,
      ExitCode.unavailable,
      /^The Docker engine at unix:.* says: no space left on device \(reading docker-daemon:test\/image:1\.0\)\.$/,
    )
  })

  test('sends another image than it promised ends with 4', async () => {
    const other = attempt((response, stream) => response.end(stream), { Id: `sha256:${'0'.repeat(64)}` })
    await expectFailure(other, ExitCode.broken, /its engine sends other images than sha256:0{64}/)
  })

  test('promises other layers than the image has ends with 4', async () => {
    const Layers = [`sha256:${'1'.repeat(64)}`]
    const other = attempt((response, stream) => response.end(stream), { RootFS: { Layers } })
    await expectFailure(other, ExitCode.broken, /its engine sends other images than/)
  })

  test('sends a layer that was altered ends with 4', async () => {
    const altered = attempt((response, stream) => {
      const at = stream.indexOf('content')
      response.end(Buffer.concat([stream.subarray(0, at), Buffer.from('CONTENT'), stream.subarray(at + 7)]))
    })
    await expectFailure(altered, ExitCode.broken, /^Layer 0: .* digest/)
  })

  test('says that there are more layers than may be ends with 4', async () => {
    const Layers = Array.from({ length: 5000 }, () => `sha256:${'1'.repeat(64)}`)
    const many = attempt((response, stream) => response.end(stream), { RootFS: { Layers } })
    await expectFailure(many, ExitCode.broken, /more than 1024 layers; raise the limit with --max-layers/)
  })

  test.for([
    [
      'of Docker 1.12 is too old',
      { 'Api-Version': '1.24' },
      /^The Docker engine at unix:.* is too old .*: it speaks version 1\.24 of the API, and 1\.25 \(Docker 1\.13\) is needed/,
    ],
    ['is none ends with 3', {}, /is too old or no engine: it says nothing of its API version/],
  ] as const)('%s', async ([, headers, message]) => {
    const old = withEngine(
      () => {},
      (options) => inspectImage(IMAGE, options),
      { ...headers },
    )
    await expectFailure(old, ExitCode.unavailable, message)
  })

  test.for(['', 'null', '[]', '{"Id":7}', '{"Id":"sha256:zz"}', '<html>'])(
    'answers %j for an image ends with 4',
    async (text) => {
      const odd = withEngine(
        (_, response) => response.end(text),
        (options) => inspectImage(IMAGE, options),
      )
      await expectFailure(odd, ExitCode.broken, /^[^\n]+\.$/)
    },
  )
})
