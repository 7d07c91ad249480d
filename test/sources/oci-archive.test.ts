import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { compress } from '../../fixtures/compress.ts'
import { ociArchive } from '../../fixtures/image-archive.ts'
import { type LayoutBuilder, sha256, writeLayout } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { InterruptedError, UnavailableError } from '../../src/errors.ts'
import type { Layer } from '../../src/sources/image.ts'
import { needProgram } from '../support/programs.ts'
import { bytesOf, layerBytes, open } from '../support/read-image.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const temporary = temporaryDirectory()
let tars: Buffer[]
let layout: LayoutBuilder
/** Paths of the same archive, plain and compressed. */
let plain: string
let gzipped: string

beforeAll(async () => {
  tars = await Promise.all(
    ['a', 'b', 'c'].map((name) => new LayerBuilder().file(name, Buffer.alloc(400_000, name)).build()),
  )
  layout = writeLayout(join(temporary, 'layout'), { layers: tars.map((tar) => ({ tar, packing: 'none' })) }, '1')
  const archive = await ociArchive(layout)
  plain = join(temporary, 'plain.tar')
  gzipped = join(temporary, 'gzipped.tar')
  writeFileSync(plain, archive)
  writeFileSync(gzipped, compress(archive, 'gzip'))
})

describe('an OCI archive', () => {
  test.for(['none', 'gzip', 'gzip-members', 'zstd', 'bzip2', 'xz'] as const)(
    'compressed by %s',
    async (packing, context) => {
      if (packing === 'bzip2' || packing === 'xz') needProgram(context, packing)
      const path = join(temporary, `packed-${packing}.tar`)
      writeFileSync(path, compress(await ociArchive(layout), packing))
      const image = await open(`oci-archive:${path}:1`)
      expect(image).toMatchObject({ source: 'oci-archive', sequential: packing !== 'none' })
      expect((await image.layers()).map(({ digest }) => digest)).toEqual(tars.map(sha256))
      expect(await layerBytes(`oci-archive:${path}`)).toEqual(tars)
    },
  )

  test('of a directory packed by tar has ./ before its names', async () => {
    const path = join(temporary, 'dotted.tar')
    execFileSync('tar', ['-C', layout.directory, '-cf', path, '.'])
    expect(await layerBytes(`oci-archive:${path}`)).toEqual(tars)
  })

  test('skopeo writes one', async (context) => {
    needProgram(context, 'skopeo')
    const path = join(temporary, 'skopeo.tar')
    execFileSync('skopeo', ['copy', '-q', '--preserve-digests', `oci:${layout.directory}:1`, `oci-archive:${path}:tag`])
    expect(await layerBytes(`oci-archive:${path}:tag`)).toEqual(tars)
  })

  test('lacks a blob, and says which', async () => {
    const broken = writeLayout(join(temporary, 'broken'), { layers: [{ tar: tars[0]!, packing: 'none' }] })
    rmSync(broken.pathOf(sha256(tars[0]!)))
    const path = join(temporary, 'broken.tar')
    writeFileSync(path, await ociArchive(broken))
    const [layer] = await (await open(`oci-archive:${path}`)).layers()
    await expect(bytesOf(layer!)).rejects.toThrow(UnavailableError)
    await expect(bytesOf(layer!)).rejects.toThrow(sha256(tars[0]!).slice('sha256:'.length))
  })

  test('is not what docker save writes, nor a file that is no tar', async () => {
    const text = join(temporary, 'text.gz')
    writeFileSync(text, compress(Buffer.alloc(3000, 'no tar '), 'gzip'))
    await expect(open(`oci-archive:${text}`)).rejects.toThrow('is not a tar archive')
    await expect(open(`oci-archive:${temporary}`)).rejects.toThrow('is not a file')
    await expect(open(`oci-archive:${join(temporary, 'missing')}`)).rejects.toThrow('does not exist')
    const saved = join(temporary, 'saved.tar')
    writeFileSync(saved, await new LayerBuilder().file('manifest.json', '[]').build())
    await expect(open(`oci-archive:${saved}`)).rejects.toThrow(`name it docker-archive:${saved}`)
  })
})

describe('a compressed archive', () => {
  async function layersOf(path: string): Promise<readonly Layer[]> {
    return (await open(`oci-archive:${path}`)).layers()
  }

  test('gives its layers in any order, and one twice', async () => {
    const layers = await layersOf(gzipped)
    for (const index of [2, 0, 1, 1, 2]) expect((await bytesOf(layers[index]!)).equals(tars[index]!)).toBe(true)
  })

  test('tells the order in which its layers are read best', async () => {
    const layers = await layersOf(gzipped)
    const plainLayers = await layersOf(plain)
    expect(layers.map(({ position }) => position)).toEqual(plainLayers.map(({ position }) => position))
    const inOrder = layers.toSorted((a, b) => a.position - b.position).map(({ digest }) => digest)
    expect(inOrder).toEqual(tars.map(sha256).sort())
  })

  test('gives several layers at once', async () => {
    const layers = await layersOf(gzipped)
    const iterators = layers.map((layer) => layer.open()[Symbol.asyncIterator]())
    const read: Uint8Array[][] = layers.map(() => [])
    // in turn, so that none can wait for another to end
    for (let open = new Set(iterators.keys()); open.size > 0; ) {
      for (const index of open) {
        const next = await iterators[index]!.next()
        if (next.done) open.delete(index)
        else read[index]!.push(next.value)
      }
    }
    expect(read.map((pieces) => Buffer.concat(pieces).equals(tars[read.indexOf(pieces)]!))).toEqual([true, true, true])
  })

  test('goes on behind a layer that was left in its middle', async () => {
    const inOrder = (await layersOf(gzipped)).toSorted((a, b) => a.position - b.position)
    for await (const _ of inOrder[0]!.open()) break
    expect(sha256(await bytesOf(inOrder[1]!))).toBe(inOrder[1]!.digest)
    expect(sha256(await bytesOf(inOrder[0]!))).toBe(inOrder[0]!.digest)
  })

  test('gives pieces that are not written over later', async () => {
    const [layer] = await layersOf(gzipped)
    const pieces: Uint8Array[] = []
    for await (const piece of layer!.open()) pieces.push(piece)
    expect(pieces.length).toBeGreaterThan(1)
    expect(sha256(Buffer.concat(pieces))).toBe(layer!.digest)
  })

  test('stops when a signal fires', async () => {
    const controller = new AbortController()
    const [layer] = await layersOf(gzipped)
    await expect(async () => {
      for await (const _ of layer!.open(controller.signal)) controller.abort()
    }).rejects.toThrow(InterruptedError)
    expect(sha256(await bytesOf(layer!))).toBe(layer!.digest)
  })

  test('frees its file when it is closed', async () => {
    const image = await open(`oci-archive:${gzipped}`)
    const [layer] = await image.layers()
    await bytesOf(layer!)
    await image.close()
    await image.close()
    await expect(bytesOf(layer!)).rejects.toThrow(UnavailableError)
  })
})
