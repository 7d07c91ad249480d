import { describe, expect, it } from 'vitest'
import { packagesSection } from '../../src/diff/packages.ts'
import { type PackagePair, pairPackages } from '../../src/diff/pair-packages.ts'
import { ReadPair, ReadSide } from '../../src/diff/read-pair.ts'
import type { DiffSide } from '../../src/diff/side.ts'
import type { ImageInventory, PackageChange } from '../../src/index.ts'
import type { InstalledPackage } from '../../src/inventory/ownership.ts'

/** `name@version`, with what else is to be told apart. */
function item(written: string, given: Partial<InstalledPackage> = {}): InstalledPackage {
  const [name = '', version = ''] = written.split('@')
  return {
    type: 'deb',
    name,
    version,
    architecture: 'amd64',
    database: '/db',
    installedBytes: 0,
    layer: 0,
    ownedBy: null,
    ...given,
  } as InstalledPackage
}

function compare(
  before: readonly InstalledPackage[],
  after: readonly InstalledPackage[],
  { limit = 0, platforms = ['amd64', 'amd64'] } = {},
) {
  const side = (packages: readonly InstalledPackage[], architecture = '') =>
    new ReadSide({ config: { platform: { architecture } } } as DiffSide, { packages } as ImageInventory)
  const how = { limit, collapse: false, matches: () => true, ignored: new Set<never>() }
  return packagesSection.compare(new ReadPair(side(before, platforms[0]), side(after, platforms[1]), how))
}

function line({ change, name, before, after }: PackageChange): string {
  return [change, name, before?.version ?? '-', after?.version ?? '-'].join(' ')
}

describe('packages that differ', () => {
  it('were added, removed, upgraded or downgraded by the order of their ecosystem', () => {
    const { changes, counts, different } = compare(
      [item('went@1'), item('up@1.2~rc1'), item('down@1:1'), item('same@1')],
      [item('came@1'), item('up@1.2'), item('down@9'), item('same@1')],
    )
    expect(changes.map(line)).toEqual([
      'added came - 1',
      'removed went 1 -',
      'downgraded down 1:1 9',
      'upgraded up 1.2~rc1 1.2',
    ])
    expect([different, counts]).toEqual([true, { added: 1, removed: 1, downgraded: 1, upgraded: 1, changed: 0 }])
  })

  it('are told by type: one of npm is none of Debian', () => {
    const changes = compare([item('semver@1', { type: 'npm' })], [item('semver@1')]).changes
    expect(changes.map(({ change, type }) => `${change} ${type}`)).toEqual(['added deb', 'removed npm'])
  })

  it('changed where the ecosystem has no order, or only writes the version another way', () => {
    const go = (version: string) => item(`app@${version}`, { type: 'golang' })
    expect(compare([go('(devel)')], [go('v1.0.0')]).changes.map(line)).toEqual(['changed app (devel) v1.0.0'])
    expect(compare([item('a@1.0')], [item('a@1.00')]).changes.map(line)).toEqual(['changed a 1.0 1.00'])
  })

  it('changed where the architecture did, unless the images are for different platforms', () => {
    const packages = [[item('a@1')], [item('a@1', { architecture: 'arm64' })]] as const
    expect(compare(...packages).changes.map(line)).toEqual(['changed a 1 1'])
    expect(compare(...packages, { platforms: ['amd64', 'arm64'] }).changes).toEqual([])
  })

  it('come with the one first that grew or shrank most; what others brought has no size', () => {
    const grown = (name: string, installedBytes: number, given: Partial<InstalledPackage> = {}) =>
      item(`${name}@1`, { installedBytes, ...given })
    const carried = grown('carried', 1000, { ownedBy: { type: 'deb', name: 'b' } })
    const { changes } = compare([], [grown('a', 1), carried, grown('b', 100), grown('c', 10)])
    expect(changes.map(({ name }) => name)).toEqual(['b', 'c', 'a', 'carried'])
  })

  it('are limited by kind', () => {
    const { changes, counts } = compare([item('x@1'), item('y@1')], [item('a@1'), item('b@1')], { limit: 1 })
    expect(changes.map(line)).toEqual(['added a - 1', 'removed x 1 -'])
    expect(counts).toMatchObject({ added: 2, removed: 2 })
  })
})

describe('several packages of one name', () => {
  const ms = (version: string, database: string) => item(`ms@${version}`, { type: 'npm', architecture: null, database })
  const pairs = (before: readonly InstalledPackage[], after: readonly InstalledPackage[]) =>
    pairPackages(before, after)
      .map(({ before: old, after: now }: PackagePair) => `${old?.version ?? '-'} ${now?.version ?? '-'}`)
      .sort()

  it('are paired where they are the same', () => {
    expect(pairs([ms('1.0.0', '/a'), ms('2.0.0', '/b')], [ms('2.0.0', '/c'), ms('1.0.0', '/d')])).toEqual([
      '1.0.0 1.0.0',
      '2.0.0 2.0.0',
    ])
  })

  it('are paired by their place', () => {
    expect(pairs([ms('1.0.0', '/a'), ms('2.0.0', '/b')], [ms('2.1.0', '/a'), ms('1.1.0', '/b')])).toEqual([
      '1.0.0 2.1.0',
      '2.0.0 1.1.0',
    ])
  })

  it('are paired newest with newest where nothing else tells', () => {
    expect(pairs([ms('1.0.0', '/a'), ms('2.0.0', '/b')], [ms('2.1.0', '/c')])).toEqual(['1.0.0 -', '2.0.0 2.1.0'])
  })

  it('are paired by architecture', () => {
    const libc = (version: string, architecture: string) => item(`libc6@${version}`, { architecture })
    expect(pairs([libc('1', 'i386'), libc('1', 'amd64')], [libc('2', 'amd64'), libc('3', 'i386')])).toEqual([
      '1 2',
      '1 3',
    ])
    expect(pairPackages([libc('1', 'i386')], [libc('1', 'amd64')])).toHaveLength(1)
  })

  it('are each in exactly one pair', () => {
    const before = [ms('1.0.0', '/a'), ms('1.0.0', '/b'), ms('3.0.0', '/c')]
    const after = [ms('1.0.0', '/b'), ms('2.0.0', '/b')]
    const found = pairPackages(before, after)
    expect(found).toHaveLength(3)
    expect(new Set(found.map((pair) => pair.before))).toEqual(new Set(before))
    expect(new Set(found.flatMap((pair) => pair.after ?? []))).toEqual(new Set(after))
  })
})
