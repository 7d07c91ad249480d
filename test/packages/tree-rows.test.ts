import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topsOf, treeRows } from '../../src/packages/tree-rows.ts'
import { graphOf, packagesOf } from './package-of.ts'

/** The tree of packages that depend on others by name, an indented line each. */
function treeOf(dependencies: Readonly<Record<string, readonly string[]>>): string[] {
  const packages = packagesOf(
    'deb',
    Object.fromEntries(Object.entries(dependencies).map(([name, stated]) => [name, { dependencies: stated }])),
  )
  const graph = graphOf(packages)
  return Array.from(
    treeRows(topsOf(packages, graph), graph),
    ({ depth, found, cut }) => `${'  '.repeat(depth)}${found.name}${cut === null ? '' : ` (${cut})`}`,
  )
}

describe('a tree of dependencies', () => {
  it('begins with what nothing depends on, and has dependencies by name', () => {
    expect(treeOf({ libc: [], b: ['libc'], app: ['b', 'a'], a: [] })).toEqual(['app', '  a', '  b', '    libc'])
  })

  it('follows a package where it is met first', () => {
    expect(treeOf({ app: ['x', 'y'], x: ['z'], y: ['z'], z: ['leaf'], leaf: [] })).toEqual([
      'app',
      '  x',
      '    z',
      '      leaf',
      '  y',
      '    z (repeated)',
    ])
  })

  it('cuts a package off that depends on itself in the end', () => {
    expect(treeOf({ app: ['libc'], libc: ['libgcc'], libgcc: ['libc'] })).toEqual([
      'app',
      '  libc',
      '    libgcc',
      '      libc (cycle)',
    ])
  })

  it('begins a circle that nothing else leads into with its first package', () => {
    expect(treeOf({ a: ['b'], b: ['c'], c: ['a'] })).toEqual(['a', '  b', '    c', '      a (cycle)'])
  })

  it('is made of chains of any length', () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `p${i}`)
    expect(treeOf(Object.fromEntries(names.map((name, i) => [name, [`p${i + 1}`]])))).toHaveLength(names.length)
  })

  it('has every package, and each dependency of each once', () => {
    const name = fc.integer({ min: 0, max: 9 }).map((number) => `p${number}`)
    const graphs = fc.dictionary(name, fc.uniqueArray(name), { maxKeys: 10, noNullPrototype: true })
    fc.assert(
      fc.property(graphs, (dependencies) => {
        const rows = treeOf(dependencies)
        const names = new Set(rows.map((row) => /p\d/.exec(row)?.[0]))
        expect(names).toEqual(new Set(Object.keys(dependencies)))
        const known = (dependency: string, dependent: string): boolean =>
          dependency in dependencies && dependency !== dependent
        const edges = Object.entries(dependencies).flatMap(([from, to]) => to.filter((each) => known(each, from)))
        expect(rows.filter((row) => row.startsWith(' '))).toHaveLength(edges.length)
      }),
    )
  })
})
