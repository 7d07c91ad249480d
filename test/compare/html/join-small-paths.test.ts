import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { LayerBuilder } from '../../../fixtures/layer-builder.ts'
import { decodeFileTable } from '../../../src/compare/html/decode-file-table.ts'
import { encodeFileTable } from '../../../src/compare/html/encode-file-table.ts'
import { joinSmallPaths } from '../../../src/compare/html/join-small-paths.ts'
import { packFiles } from '../../../src/compare/html/pack-files.ts'
import type { FileTable } from '../../../src/compare/html/report-data.ts'
import { ReportDataCollector } from '../../../src/compare/html/report-data-collector.ts'
import { countedBytes, entriesByPath, pathText } from '../../../web/compare/data/files-of-image.ts'
import { fileChanges } from '../../../web/compare/diff/file-changes.ts'
import { type GeneratedImage, generatedImage } from '../../support/generated-images.ts'
import { imageOf } from '../../support/image-of.ts'
import { committed, inventoriesOf, writeReleases } from '../../support/report-images.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const inventories = await inventoriesOf({ ...(await writeReleases(temporaryDirectory())), webapp: committed('webapp') })

function matrixOf(images: readonly GeneratedImage[]) {
  const collector = new ReportDataCollector()
  for (const image of images) collector.add(image)
  return collector.finish().files
}

function joined(images: readonly GeneratedImage[], least: number): FileTable {
  return decodeFileTable(encodeFileTable(joinSmallPaths(matrixOf(images), least), least))
}

/** What an image has, by package, by layer, and at each path that stands by itself. */
function contents(table: FileTable, image: number) {
  const [packages, layers] = [new Map<number, number>(), new Map<number, number>()]
  const paths = new Map<string, number>()
  let files = 0
  for (const [path, place] of entriesByPath(table, image).entries()) {
    if (place === 0) continue
    const entry = place - 1
    const bytes = countedBytes(table, entry)
    files += table.files[entry]!
    for (const [sums, key] of [
      [packages, table.owner[entry]!],
      [layers, table.layer[entry]!],
    ] as const) {
      if (bytes > 0) sums.set(key, (sums.get(key) ?? 0) + bytes)
    }
    if (!table.traits[table.trait[entry]!]!.several) paths.set(pathText(table, path), bytes)
  }
  return { packages: sorted(packages), layers: sorted(layers), files, paths }
}

function sorted(sums: ReadonlyMap<number, number>): (readonly [number, number])[] {
  return [...sums].sort(([a], [b]) => a - b)
}

describe('small paths that are joined', () => {
  const whole = joined(inventories, 0)

  it.each([1, 1500, 4000, 50_000, Number.MAX_SAFE_INTEGER])('below %d bytes leave all sums as they are', (least) => {
    const table = joined(inventories, least)
    for (const image of inventories.keys()) {
      const { paths: all, ...sums } = contents(whole, image)
      const { paths: kept, ...same } = contents(table, image)
      expect(same).toEqual(sums)
      for (const [path, bytes] of all) if (bytes >= least) expect([path, kept.get(path)]).toEqual([path, bytes])
      for (const [path, bytes] of kept) expect([path, bytes]).toEqual([path, all.get(path)])
    }
  })

  it('are in one path a directory, and in further ones where they are of several packages or layers', () => {
    const { names, parents } = joined(inventories, 4000)
    const byDirectory = Map.groupBy(names.keys(), (path) => parents[path]!)
    let several = 0
    for (const paths of byDirectory.values()) {
      const heaps = paths.map((path) => names[path]!).filter((name) => name.startsWith('⋯ smaller paths'))
      several = Math.max(several, heaps.length)
      const expected = heaps.map((_, index) => (index === 0 ? '⋯ smaller paths' : `⋯ smaller paths ${index + 1}`))
      expect(heaps).toEqual(expected)
    }
    expect([several > 1, names.length < whole.names.length]).toEqual([true, true])
  })

  const image = async (files: Readonly<Record<string, string>>): Promise<GeneratedImage> => {
    const layer = new LayerBuilder()
    for (const [path, content] of Object.entries(files)) layer.file(path, content)
    const { tree, owners, layers } = await imageOf(layer)
    return { tree, owners, packages: [], layers } as unknown as GeneratedImage
  }

  it('differ where one of them does, and nowhere else', async () => {
    const large = { 'usr/large': 'x'.repeat(1000) }
    const images = await Promise.all([
      image({ ...large, 'etc/a': 'a', 'etc/b': 'b', 'srv/c': 'c' }),
      image({ ...large, 'etc/a': 'a', 'etc/b': 'B', 'srv/c': 'c' }),
    ])
    const table = joined(images, 500)
    expect(table.names.slice(1).sort()).toEqual(['large', 'usr', '⋯ smaller paths'])
    const changes = fileChanges(table, 0, 1).map(({ path, kind, aspects }) => [pathText(table, path), kind, aspects])
    expect(changes).toEqual([['/⋯ smaller paths', 'changed', ['content']]])
    expect(fileChanges(joined([images[0]!, images[0]!], 500), 0, 1)).toEqual([])
  })

  it('are none of a file that is called as they are', async () => {
    const named = 'x'.repeat(1000)
    const table = joined([await image({ '⋯ smaller paths': named, small: 'x' })], 500)
    expect(table.names).toEqual(['', '⋯ smaller paths', '⋯ smaller paths'])
    expect([...table.size].sort()).toEqual([1, 1000])
  })
})

describe('files that are packed', () => {
  const images = Array.from({ length: 5 }, (_, index) => generatedImage(index, 3000))
  const tableOf = (packed: string): FileTable => decodeFileTable(gunzipSync(Buffer.from(packed, 'base64')))

  it('are all there where there is room', async () => {
    const packed = await packFiles(matrixOf(images), 1e6)
    expect(tableOf(packed)).toMatchObject({ together: null, names: { length: 1 + 30 + 3000 } })
  })

  it.each([0.9, 0.5, 0.1])('take no more than there is room for: %d of what they would', async (share) => {
    const room = Math.floor((await packFiles(matrixOf(images), 1e6)).length * share)
    const packed = await packFiles(matrixOf(images), room)
    const table = tableOf(packed)
    expect(packed.length).toBeLessThanOrEqual(room)
    // as many as can be are left
    expect(packed.length).toBeGreaterThan(room / 10)
    expect(String(table.together)).toMatch(/^[125]0*$/)
    for (const [index, { tree }] of images.entries()) {
      const bytes = Array.from(tree.nodes(), ({ size }) => size).reduce((sum, size) => sum + size)
      expect(contents(table, index)).toMatchObject({ files: 3000 })
      expect(contents(table, index).layers.reduce((sum, [, size]) => sum + size, 0)).toBe(bytes)
    }
  })

  it('are no longer told apart where there is no room at all', async () => {
    expect(tableOf(await packFiles(matrixOf(images), 0)).names.length).toBeLessThan(10)
  })
})
