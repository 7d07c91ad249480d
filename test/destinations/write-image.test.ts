import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, type TestContext } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { BrokenImageError, UsageError } from '../../src/errors.ts'
import {
  type ImageParts,
  type LayerCompression,
  type LayerWriter,
  type WriteOptions,
  type WrittenImage,
  withOpenImages,
  writeImage,
} from '../../src/index.ts'
import { committedLayout } from '../e2e/support/committed-images.ts'
import { startDockerRegistry } from '../e2e/support/docker-registry.ts'
import { runProgram } from '../e2e/support/run-program.ts'
import { contentOf, digestsOf } from '../support/copy.ts'
import { noise } from '../support/noise.ts'
import { needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const OPTIONS: WriteOptions = { env: { HOME: '/nonexistent' } }
const BASE = `oci:${committedLayout('static')}`

function freshPath(name: string): string {
  return join(mkdtempSync(join(scratch, 'directory-')), name)
}

async function layerOf(path: string, content: Uint8Array): Promise<Buffer> {
  return new LayerBuilder().file(path, content).build()
}

/** A tar as whoever makes it as it goes gives it: in pieces that share their memory. */
async function* made(tar: Uint8Array): AsyncGenerator<Uint8Array> {
  const memory = new Uint8Array(10_000)
  for (let at = 0; at < tar.length; at += memory.length) {
    const piece = tar.subarray(at, at + memory.length)
    memory.set(piece)
    yield memory.subarray(0, piece.length)
  }
}

/** Writes the layer of the base, and new ones over it. */
function writeOver(
  destination: string,
  tars: readonly Uint8Array[],
  { compression, ...parts }: Partial<ImageParts> & { readonly compression?: LayerCompression } = {},
): Promise<WrittenImage> {
  return withOpenImages([{ reference: BASE }], { ...OPTIONS, platform: 'linux/amd64' }, ([base]) =>
    writeImage(destination, { ...OPTIONS, ...(compression && { compression }) }, async (writer) => {
      const [lowest] = await base!.layers()
      const layers = await Promise.all([
        writer.copyLayer(lowest!, base!),
        ...tars.map((tar) => writer.writeLayer(made(tar))),
      ])
      const config = JSON.parse(String(await base!.rawConfig()))
      config.rootfs.diff_ids = layers.map(({ diffId }) => diffId)
      config.history = []
      return { config: Buffer.from(JSON.stringify(config)), layers, ...parts }
    }),
  )
}

describe('an image that is made of an old layer and new ones', () => {
  it.each<[found: string, said: string, LayerCompression?]>([
    ['gzip', 'where nothing is said'],
    ['gzip', 'by its best level', { format: 'gzip', level: 9 }],
    ['zstd', 'by level 5', { format: 'zstd', level: 5 }],
    ['none', 'where that is said', { format: 'none' }],
  ])('has them, the new ones in %s, %s', async (found, _, compression) => {
    const tars = [await layerOf('/a', noise(50_000, 'a')), await layerOf('/b', Buffer.alloc(90_000))]
    const destination = `oci:${freshPath('layout')}:1.0`
    const written = await writeOver(destination, tars, { ...(compression && { compression }) })
    const [base] = (await contentOf(BASE)).layers
    const { layers, digest, imageId, filesystem } = await contentOf(destination)
    expect(layers.map((layer) => layer.compression)).toEqual([base!.compression, found, found])
    expect(layers[0]!.digest).toBe(base!.digest)
    expect(layers.map(({ tarBytes }) => tarBytes)).toEqual([base!.tarBytes, ...tars.map(({ length }) => length)])
    expect(filesystem.files).toBe(3)
    expect([written.descriptor.digest, written.imageId]).toEqual([digest, imageId])
  })

  it('has the same digest each time, wherever it is written to', async (context: TestContext) => {
    needProgram(context, 'docker-registry')
    await using registry = await startDockerRegistry()
    const tars = [await layerOf('/a', noise(500_000, 'a'))]
    const places = [
      `oci:${freshPath('layout')}`,
      `oci:${freshPath('layout')}`,
      `oci-archive:${freshPath('archive')}`,
      `${registry.host}/test/image:1.0`,
    ]
    const digests: string[] = []
    for (const place of places) digests.push((await writeOver(place, tars)).descriptor.digest)
    expect(new Set(digests).size).toBe(1)
    for (const place of places) expect(await digestsOf(place)).toEqual(await digestsOf(places[0]!))
  })

  it('has the annotations of its manifest, and its platform beside it', async () => {
    const path = freshPath('layout')
    const annotations = { 'org.opencontainers.image.base.digest': 'sha256:…', 'a.first': '1' }
    const { descriptor } = await writeOver(`oci:${path}`, [], { annotations })
    const manifest = readFileSync(join(path, 'blobs', descriptor.digest.replace(':', '/')), 'utf8')
    expect(Object.entries(JSON.parse(manifest).annotations)).toEqual(Object.entries(annotations).sort())
    expect(JSON.parse(readFileSync(join(path, 'index.json'), 'utf8')).manifests).toEqual([
      {
        ...descriptor,
        platform: { os: 'linux', architecture: 'amd64' },
        annotations: { 'org.opencontainers.image.ref.name': 'latest' },
      },
    ])
  })

  it('is what umoci unpacks', async (context: TestContext) => {
    needProgram(context, 'umoci')
    const path = freshPath('layout')
    await writeOver(`oci:${path}:1.0`, [await layerOf('/a', noise(50_000, 'a'))])
    const bundle = freshPath('bundle')
    await runProgram('umoci', 'unpack', '--rootless', '--image', `${path}:1.0`, bundle)
    expect(readFileSync(join(bundle, 'rootfs', 'a')).equals(noise(50_000, 'a'))).toBe(true)
  })

  it('may have layers that wait for one another, as when all are made in one pass', async () => {
    const destination = `oci:${freshPath('layout')}`
    const gate = Promise.withResolvers<void>()
    const first = await layerOf('/first', noise(3_000_000, 'first'))
    const second = await layerOf('/second', noise(1000, 'second'))
    async function* afterFirst(): AsyncGenerator<Uint8Array> {
      await gate.promise
      yield second
    }
    async function* opening(): AsyncGenerator<Uint8Array> {
      yield* made(first)
      gate.resolve()
    }
    await writeImage(destination, OPTIONS, async (writer) => {
      const layers = await Promise.all([writer.writeLayer(afterFirst()), writer.writeLayer(opening())])
      const diffIds = layers.map(({ diffId }) => diffId)
      const config = { os: 'linux', architecture: 'amd64', rootfs: { type: 'layers', diff_ids: diffIds } }
      return { config: Buffer.from(JSON.stringify(config)), layers }
    })
    expect((await contentOf(destination)).filesystem.files).toBe(2)
  })
})

describe('nothing appears', () => {
  const failWith = async (build: (writer: LayerWriter) => Promise<ImageParts>): Promise<unknown> => {
    for (const scheme of ['oci', 'oci-archive', 'docker-archive']) {
      const path = freshPath('image')
      const error = await writeImage(`${scheme}:${path}`, OPTIONS, build).catch((failure: unknown) => failure)
      expect(readdirSync(join(path, '..'))).toEqual([])
      if (scheme === 'docker-archive') return error
    }
    return undefined
  }

  it('where the one who makes the image gives up, while layers are being written', async () => {
    const reason = new Error('the proof failed')
    const error = await failWith(async (writer) => {
      const layers = [made(noise(5_000_000, 'a')), made(noise(5_000_000, 'b'))]
      for (const layer of layers) writer.writeLayer(layer).catch(() => {})
      throw reason
    })
    expect(error).toBe(reason)
  })

  it('where a layer fails while another is being written', async () => {
    const reason = new Error('this layer cannot be made')
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield noise(1000, 'a')
      throw reason
    }
    const error = await failWith(async (writer) => {
      const layers = await Promise.all([writer.writeLayer(made(noise(9_000_000, 'a'))), writer.writeLayer(failing())])
      return { config: Buffer.from('{}'), layers }
    })
    expect(error).toBe(reason)
  })

  it('where the config is none', async () => {
    const error = await failWith(async () => ({ config: Buffer.from('[]'), layers: [] }))
    expect(error).toBeInstanceOf(BrokenImageError)
  })

  it('where the compression has no such level, before anything is asked for', async () => {
    const options: WriteOptions = { ...OPTIONS, compression: { format: 'gzip', level: 12 } }
    const path = freshPath('layout')
    const build = async (): Promise<ImageParts> => ({ config: Buffer.from('{}'), layers: [] })
    await expect(writeImage(`oci:${path}`, options, build)).rejects.toThrow(UsageError)
    expect(readdirSync(join(path, '..'))).toEqual([])
  })
})
