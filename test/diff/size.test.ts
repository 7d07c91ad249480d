import { describe, expect, it } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import type { Change, DiffDocument, SizeSection } from '../../src/index.ts'
import type { InstalledPackage } from '../../src/inventory/ownership.ts'
import { diffLayers } from '../support/diff-of.ts'

const layer = () => new LayerBuilder()
const bytes = (count: number) => 'x'.repeat(count)

function sizeOf({ size }: DiffDocument): SizeSection {
  if (size === null) throw new Error('the document has no sizes')
  return size
}

/** `/path +3`, `rest of /path -2`, `package +1` */
function lines(
  rows: readonly (Change<number> & { path: string | null; rest: boolean; package?: { name: string } | null })[],
): string[] {
  return rows.map(({ before, after, path, rest, package: item }) => {
    const growth = after! - before!
    return `${rest ? 'rest of ' : ''}${item?.name ?? path} ${growth < 0 ? '' : '+'}${growth}`
  })
}

function packageOf(name: string, paths: readonly string[], given: Partial<InstalledPackage> = {}): InstalledPackage {
  return {
    type: 'deb',
    name,
    version: '1',
    architecture: null,
    source: null,
    licenses: [],
    purl: `pkg:deb/${name}`,
    paths,
    database: '/var/lib/dpkg/status',
    layer: 0,
    dependencies: [],
    installedBytes: 0,
    files: 0,
    ownedBy: null,
    ...given,
  }
}

describe('the difference in size', () => {
  it('is that of the final filesystems, hard links once', async () => {
    const before = [layer().file('a', bytes(5)).file('hidden', bytes(7)), layer().whiteout('hidden')]
    const after = layer().file('a', bytes(5)).hardlink('b', 'a').file('c', bytes(3))
    const { contentBytes, compressedBytes } = sizeOf(await diffLayers(before, after))
    expect(contentBytes).toEqual({ before: 5, after: 8 })
    expect(compressedBytes).toEqual({ before: 0, after: 0 })
  })

  it('is told by the places where it is, as deep as they go', async () => {
    const before = layer().file('usr/share/doc/a', bytes(50)).file('usr/lib/x', bytes(500))
    const after = layer().file('usr/lib/x', bytes(520)).file('usr/lib/y', bytes(5)).file('opt/app/bin', bytes(100))
    for (let i = 0; i < 40; i++) after.file(`var/cache/file-${i}`, bytes(2))
    const { places } = sizeOf(await diffLayers(before, after))
    expect(lines(places)).toEqual([
      '/opt/app/bin +100',
      '/var/cache +80',
      '/usr/share/doc/a -50',
      '/usr/lib/x +20',
      'rest of / +5',
    ])
    expect(places).toContainEqual({ path: '/var/cache', rest: false, before: 0, after: 80 })
  })

  it('has no place that only seems to change because much came and went in it', async () => {
    const { places, different } = sizeOf(
      await diffLayers(layer().file('a/old', bytes(9)), layer().file('a/new', bytes(9))),
    )
    expect([lines(places), different]).toEqual([['/a/new +9', '/a/old -9'], true])
  })

  it('is told by package, and by place for what no package lists', async () => {
    const before = layer().file('lib/a', bytes(10)).file('lib/b', bytes(1)).file('log', bytes(1))
    const after = layer().file('lib/a', bytes(30)).file('lib/b', bytes(1)).file('lib/c', bytes(4)).file('log', bytes(8))
    const packages = {
      before: [packageOf('liba', ['/lib/a', '/lib']), packageOf('libb', ['/lib/b', '/lib'])],
      after: [packageOf('liba', ['/lib/a', '/lib']), packageOf('libb', ['/lib/b', '/lib/c'])],
    }
    const { contributions } = sizeOf(await diffLayers(before, after, { packages }))
    expect(lines(contributions)).toEqual(['liba +20', '/log +7', 'libb +4'])
  })

  it('shows what a package took over, though no file changed', async () => {
    const same = layer().file('bin/tool', bytes(10))
    const packages = { before: [], after: [packageOf('tool', ['/bin/tool'])] }
    const { contributions, different } = sizeOf(await diffLayers(same, same, { packages }))
    expect([lines(contributions), different]).toEqual([['tool +10', '/bin/tool -10'], true])
  })

  it('counts a file of several names for the package that lists one of them', async () => {
    const after = layer().file('a', bytes(10)).hardlink('b', 'a')
    const packages = { before: [], after: [packageOf('tool', ['/b'])] }
    expect(lines(sizeOf(await diffLayers(layer(), after, { packages })).contributions)).toEqual(['tool +10'])
  })

  it('may be that of the paths alone that globs match', async () => {
    const after = layer().file('etc/a', bytes(3)).file('usr/b', bytes(100))
    const { contentBytes, places } = sizeOf(await diffLayers(layer(), after, { globs: ['/etc'] }))
    expect([contentBytes.after, lines(places)]).toEqual([3, ['/etc/a +3']])
  })

  it('counts what the limit leaves out', async () => {
    const after = layer().file('a', bytes(5)).file('b', bytes(3)).file('c', bytes(4))
    const size = sizeOf(await diffLayers(layer(), after, { limit: 1 }))
    expect([lines(size.contributions), size.moreContributions, lines(size.places), size.morePlaces]).toEqual([
      ['/a +5'],
      2,
      ['/a +5'],
      2,
    ])
  })
})
