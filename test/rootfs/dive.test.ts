import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decompress } from '../../src/layer/decompress/decompress.ts'
import { type DiveEntry, diveFigures } from '../../src/rootfs/dive.ts'
import { diveByTheBook } from '../support/dive-by-the-book.ts'
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
    expect(diveFigures(await layersOf(image))).toEqual(figures)
  })
})

describe('what counts', () => {
  test('a path stored twice wastes both of its versions', () => {
    expect(diveFigures([[file('/a', 10)], [file('/a', 30)]])).toEqual({
      efficiency: 10 / 40,
      wastedBytes: 40,
      wastedUserPercent: 40 / 30,
    })
  })

  test('a deleted file wastes its size, a deleted directory counts against efficiency only', () => {
    const base = [directory('/d'), file('/d/a', 10), file('/f', 30)]
    expect(diveFigures([base, [file('/.wh.f'), file('/new', 5)]])).toMatchObject({
      efficiency: 15 / 45,
      wastedBytes: 30,
    })
    expect(diveFigures([base, [file('/.wh.d'), file('/new', 5)]])).toMatchObject({
      efficiency: 55 / 55,
      wastedBytes: 0,
    })
  })

  test('a directory that was only implied weighs nothing when it is deleted', () => {
    const figures = diveFigures([[file('/d/a', 10)], [file('/.wh.d')]])
    expect(figures).toMatchObject({ efficiency: 1, wastedBytes: 0 })
  })

  test('a whiteout of what is not there ends its layer', () => {
    // /a comes before it and counts; /z does not
    const figures = diveFigures([
      [file('/a', 8), file('/z', 8)],
      [file('/a', 8), file('/.wh.missing'), file('/z', 8)],
    ])
    expect(figures).toMatchObject({ wastedBytes: 0, efficiency: (8 + 8 - 1) / 16 })
  })

  test('an opaque marker hides nothing', () => {
    const figures = diveFigures([
      [directory('/d'), file('/d/a', 10)],
      [file('/d/.wh..wh..opq'), file('/d/b', 5)],
    ])
    expect(figures).toMatchObject({ efficiency: 1, wastedBytes: 0 })
  })

  test('an image of one layer, and one of none, divide nothing by nothing', () => {
    expect(diveFigures([[file('/a', 10)]])).toEqual({ efficiency: 1, wastedBytes: 0, wastedUserPercent: 0 })
    expect(diveFigures([])).toEqual({ efficiency: 1, wastedBytes: 0, wastedUserPercent: 0 })
  })

  test('waste over no bytes at all is 1, which no budget allows', () => {
    expect(diveFigures([[file('/a', 10)], [file('/.wh.a')]])).toMatchObject({ wastedBytes: 10, wastedUserPercent: 1 })
  })
})

test('restacking the trees for every whiteout, as dive does, gives the same', () => {
  const name = fc.constantFrom('a', 'b', '.c', '-d', 'é', '.wh.a', '.wh.b', '.wh..c', '.wh.-d', '.wh..wh..opq')
  const entry = fc.record({
    path: fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => `/${names.join('/')}`),
    type: fc.constantFrom<DiveEntry['type'][]>('file', 'file', 'directory'),
    size: fc.nat(20),
  })
  const whole = entry.map((made) => (made.type === 'directory' ? { ...made, size: 0 } : made))
  const layers = fc.array(fc.array(whole, { maxLength: 8 }), { maxLength: 5 })
  fc.assert(
    fc.property(layers, (image) => {
      expect(diveFigures(image)).toEqual(diveByTheBook(image))
    }),
    { numRuns: 2000 },
  )
})

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
