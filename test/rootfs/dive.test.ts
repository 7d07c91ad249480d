import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decompress } from '../../src/layer/decompress/decompress.ts'
import { EntryTableBuilder } from '../../src/layer/entry-table.ts'
import { type DiveFigures, diveFigures } from '../../src/rootfs/dive.ts'
import { squash } from '../../src/rootfs/squash.ts'
import { treesOf } from '../../src/rootfs/squashed-tree.ts'
import { type DiveEntry, diveByTheBook } from '../support/dive-by-the-book.ts'
import { readTar } from '../support/read-tar.ts'

const file = (path: string, size = 0): DiveEntry => ({ path, type: 'file', size })
const directory = (path: string): DiveEntry => ({ path, type: 'directory', size: 0 })

describe('figures as dive itself prints them', () => {
  // dive docker-archive://IMAGE.tar --json, and wasted bytes over the bytes of all layers but the first
  test.each([
    ['webapp', { efficiency: 0.9881068508910575, wastedBytes: 109947, wastedUserPercent: 0.1443067182221242 }],
    ['odd-layers', { efficiency: 0.9998174349612049, wastedBytes: 50, wastedUserPercent: 0.22123893805309736 }],
    ['static', { efficiency: 1, wastedBytes: 0, wastedUserPercent: 0 }],
  ])('%s', async (image, figures) => {
    expect(figuresOf(await layersOf(image))).toEqual(figures)
  })
})

describe('what counts', () => {
  test('a path stored twice wastes both of its versions', () => {
    expect(figuresOf([[file('/a', 10)], [file('/a', 30)]])).toEqual({
      efficiency: 10 / 40,
      wastedBytes: 40,
      wastedUserPercent: 40 / 30,
    })
  })

  test('a path stored twice counts twice also where a hard link shows its first version', () => {
    const base = [file('/a', 10), { ...file('/b'), type: 'hardlink', linkTarget: '/a' } as const]
    expect(figuresOf([base, [file('/a', 30)]])).toMatchObject({ efficiency: 10 / 40, wastedBytes: 40 })
  })

  test('a deleted file wastes its size, a deleted directory counts against efficiency only', () => {
    const base = [directory('/d'), file('/d/a', 10), file('/f', 30)]
    expect(figuresOf([base, [file('/.wh.f'), file('/new', 5)]])).toMatchObject({
      efficiency: 15 / 45,
      wastedBytes: 30,
    })
    expect(figuresOf([base, [file('/.wh.d'), file('/new', 5)]])).toMatchObject({
      efficiency: 55 / 55,
      wastedBytes: 0,
    })
  })

  test('a directory that was only implied weighs nothing when it is deleted', () => {
    const figures = figuresOf([[file('/d/a', 10)], [file('/.wh.d')]])
    expect(figures).toMatchObject({ efficiency: 1, wastedBytes: 0 })
  })

  test('a whiteout of what is not there ends its layer', () => {
    // /a comes before it and counts; /z does not
    const figures = figuresOf([
      [file('/a', 8), file('/z', 8)],
      [file('/a', 8), file('/.wh.missing'), file('/z', 8)],
    ])
    expect(figures).toMatchObject({ wastedBytes: 0, efficiency: (8 + 8 - 1) / 16 })
  })

  test('an opaque marker hides nothing', () => {
    const figures = figuresOf([
      [directory('/d'), file('/d/a', 10)],
      [file('/d/.wh..wh..opq'), file('/d/b', 5)],
    ])
    expect(figures).toMatchObject({ efficiency: 1, wastedBytes: 0 })
  })

  test('a marker in a whiteout leaves it a whiteout', () => {
    const base = [file('/.wh.a/.wh..wh..opq')] // of what is not there: -1 byte, unless it is found elsewhere
    expect(figuresOf([base, [file('/b', 4), file('/.wh..wh..opq')]])).toMatchObject({ efficiency: 3 / 4 })
    expect(figuresOf([base, [file('/a', 4), file('/.wh..wh..opq')]])).toMatchObject({ efficiency: 1 })
  })

  test('an image of one layer, and one of none, divide nothing by nothing', () => {
    expect(figuresOf([[file('/a', 10)]])).toEqual({ efficiency: 1, wastedBytes: 0, wastedUserPercent: 0 })
    expect(figuresOf([])).toEqual({ efficiency: 1, wastedBytes: 0, wastedUserPercent: 0 })
  })

  test('waste over no bytes at all is 1, which no budget allows', () => {
    expect(figuresOf([[file('/a', 10)], [file('/.wh.a')]])).toMatchObject({ wastedBytes: 10, wastedUserPercent: 1 })
  })

  test('a deleted directory that comes back is no leaf, an empty one is', () => {
    const base = [directory('/d'), file('/d/a', 10), file('/f', 30)]
    expect(figuresOf([base, [file('/.wh.d'), directory('/d'), file('/d/b', 5)]])).toMatchObject({ wastedBytes: 0 })
    expect(figuresOf([base, [file('/.wh.d'), directory('/d')]])).toMatchObject({ wastedBytes: 10 })
  })

  test('a file in the place of a directory, and a directory in the place of a file', () => {
    const asFile = [file('/a', 10), file('/b', 1)]
    const asDirectory = [directory('/a'), file('/a/b', 5)]
    expect(figuresOf([asFile, asDirectory])).toMatchObject({ efficiency: 1, wastedBytes: 0 })
    expect(figuresOf([asFile, [directory('/a')]])).toMatchObject({ efficiency: 1 / 11, wastedBytes: 10 })
    expect(figuresOf([asDirectory, asFile])).toMatchObject({ efficiency: 1, wastedBytes: 0 })
  })
})

describe('restacking the trees for every whiteout, as dive does, gives the same', () => {
  const name = fc.constantFrom('a', 'b', '.c', '-d', 'é')
  const mark = fc.constantFrom('.wh.a', '.wh.b', '.wh..c', '.wh.-d', '.wh..wh..opq')
  const path = (names: fc.Arbitrary<string>, last: fc.Arbitrary<string>): fc.Arbitrary<string> =>
    fc.tuple(fc.array(names, { maxLength: 2 }), last).map((all) => `/${all.flat().join('/')}`)
  const layer = (paths: fc.Arbitrary<string>): fc.Arbitrary<DiveEntry[]> =>
    fc.array(
      fc
        .record({
          path: paths,
          type: fc.constantFrom<DiveEntry['type'][]>('file', 'file', 'file', 'directory', 'hardlink', 'symlink'),
          size: fc.nat(20),
          linkTarget: path(name, name),
        })
        .map((entry) => (entry.type === 'file' ? entry : { ...entry, size: 0 })),
      { maxLength: 8 },
    )
  const sameFigures = (image: DiveEntry[][]): void => {
    expect(figuresOf(image)).toEqual(diveByTheBook(image))
  }

  test('in images with whiteouts where builders put them', () => {
    const upper = layer(
      fc.oneof({ weight: 4, arbitrary: path(name, name) }, { weight: 1, arbitrary: path(name, mark) }),
    )
    const images = fc
      .tuple(layer(path(name, name)), fc.array(upper, { maxLength: 4 }))
      .map(([base, layers]) => [base, ...layers])
    fc.assert(fc.property(images, sameFigures), { numRuns: 2000 })
  })

  test('in images with whiteouts anywhere', () => {
    const any = fc.oneof(name, mark)
    fc.assert(fc.property(fc.array(layer(path(any, any)), { maxLength: 5 }), sameFigures), { numRuns: 2000 })
  })
})

/** The figures of layers that are squashed as any others. */
function figuresOf(layers: readonly (readonly (DiveEntry & { readonly linkTarget?: string | null })[])[]): DiveFigures {
  const inventories = layers.map((entries) => {
    const builder = new EntryTableBuilder()
    for (const { linkTarget = null, ...entry } of entries) {
      builder.add({ mode: 0o644, uid: 0, gid: 0, mtime: 0, xattrs: null, device: null, linkTarget, ...entry })
    }
    return { entries: builder.build(), facts: {} }
  })
  const tree = treesOf(squash(inventories).root, inventories)('')
  return diveFigures(
    inventories.map(({ entries }) => entries),
    tree,
  )
}

/** The layers of a committed image, entry by entry as their tars have them. */
async function layersOf(image: string): Promise<DiveEntry[][]> {
  const layout = join(import.meta.dirname, '../../fixtures/images', image)
  const blob = (digest: string): Buffer => readFileSync(join(layout, 'blobs', digest.replace(':', '/')))
  const index = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8'))
  const manifest = JSON.parse(blob(index.manifests[0].digest).toString())
  return Promise.all(
    manifest.layers.map(async (layer: { digest: string }) => readTar(await uncompressed(blob(layer.digest)))),
  )
}

async function uncompressed(bytes: Buffer): Promise<Buffer> {
  async function* source(): AsyncGenerator<Uint8Array> {
    yield bytes
  }
  const chunks: Buffer[] = []
  for await (const chunk of (await decompress(source(), 1000)).bytes) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}
