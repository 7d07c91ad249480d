import { describe, expect, it } from 'vitest'
import type { Package } from '../../src/catalogers/packages/package.ts'
import { ledgerOf } from '../../src/inventory/ledger.ts'
import { ownership } from '../../src/inventory/ownership.ts'
import { type LayerFile, treeOf } from '../support/tree-of.ts'

/** `path bytes package`, for each path, of an image with these files and lists of packages. */
function lines(
  files: Readonly<Record<string, LayerFile>>,
  lists: Readonly<Record<string, readonly string[]>>,
): string[] {
  const packages = Object.entries(lists).map(
    ([name, paths]) => ({ type: 'deb', name, paths, database: '/status' }) as Partial<Package> as Package,
  )
  const tree = treeOf([files])
  const ledger = ledgerOf({ tree, ...ownership(tree, packages) })
  return Array.from(tree.nodes(), (node) =>
    [node.path, ledger.bytesAt(node), ledger.ownerOf(node)?.name].filter((part) => part !== undefined).join(' '),
  )
}

describe('a ledger', () => {
  it('counts the content of a file with several names for the first of them in the tree', () => {
    const files = { '/z': 'four', '/a/link': { hardlink: '/z' }, '/b': { hardlink: '/z' }, '/c': 'one' }
    expect(lines(files, {})).toEqual(['/a 0', '/a/link 4', '/b 0', '/c 3', '/z 0'])
  })

  it('gives all names of a file to the package that lists one of them, where none lists them', () => {
    const files = { '/c': 'four', '/a': { hardlink: '/c' }, '/b': { hardlink: '/c' }, '/link': { symlink: 'a' } }
    expect(lines(files, { tool: ['/b', '/link'] })).toEqual(['/a 4 tool', '/b 0 tool', '/c 0 tool', '/link 0 tool'])
    expect(lines(files, { tool: ['/b'], other: ['/a'] })).toEqual(['/a 4 other', '/b 0 tool', '/c 0 tool', '/link 0'])
  })

  it('gives no directory of several packages to any', () => {
    const lists = { one: ['/lib', '/lib/a'], two: ['/lib', '/lib/b'] }
    expect(lines({ '/lib/a': 'a', '/lib/b': 'b' }, lists)).toEqual(['/lib 0', '/lib/a 1 one', '/lib/b 1 two'])
  })
})
