import { describe, expect, it } from 'vitest'
import type { ReportSummary } from '../../src/compare/html/report-data.ts'
import type { ImageInventory } from '../../src/index.ts'
import { displayPath } from '../../src/rootfs/path.ts'
import type { TreeNode } from '../../src/rootfs/tree.ts'
import { pathText } from '../../web/compare/data/files-of-image.ts'
import { changedChildren, directoryChanges } from '../../web/compare/diff/directory-changes.ts'
import { fileChanges } from '../../web/compare/diff/file-changes.ts'
import { packageDifferences } from '../../web/compare/diff/package-differences.ts'
import { packageTable } from '../../web/compare/packages/package-table.ts'
import { comparedBySize } from '../support/compared.ts'
import { committed, inventoriesOf, reportData, writeReleases } from '../support/report-images.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const labels = ['old', 'new', 'webapp', 'odd']
const inventories = await inventoriesOf({
  ...(await writeReleases(temporaryDirectory())),
  webapp: committed('webapp'),
  odd: committed('odd-layers'),
})
const { summary: lists, files } = reportData(inventories)
const summary: ReportSummary = {
  document: comparedBySize(Object.fromEntries(labels.map((name) => [name, 0]))),
  ...lists,
}
const [OLD, NEW, WEBAPP, ODD] = [0, 1, 2, 3]

/** What two trees differ in, without a table. */
function truth(a: ImageInventory, b: ImageInventory): object {
  const [before, after] = [a, b].map(
    ({ tree }) => new Map(Array.from(tree.nodes(), (node) => [displayPath(node.path), node])),
  )
  const kinds = new Map<string, string>()
  for (const [path, node] of before!) {
    const other = after!.get(path)
    if (other === undefined) kinds.set(path, 'removed')
    else if (stateOf(node) !== stateOf(other)) kinds.set(path, 'changed')
  }
  for (const path of after!.keys()) if (!before!.has(path)) kinds.set(path, 'added')
  return Object.fromEntries([...kinds].sort())
}

function stateOf({ type, mode, uid, gid, sha256, linkTarget, xattrs }: TreeNode): string {
  return JSON.stringify([type, type === 'symlink' || mode, uid, gid, sha256, linkTarget, [...(xattrs ?? [])]])
}

function told(from: number, to: number): object {
  return Object.fromEntries(
    fileChanges(files, from, to)
      .map(({ path, kind }) => [pathText(files, path), kind])
      .sort(),
  )
}

describe('paths that differ', () => {
  it.each([
    [OLD, NEW],
    [NEW, OLD],
    [OLD, WEBAPP],
    [WEBAPP, ODD],
  ])('are those at which the trees do: %d and %d', (from, to) => {
    expect(told(from!, to!)).toEqual(truth(inventories[from!]!, inventories[to!]!))
    expect(Object.keys(told(from!, to!)).length).toBeGreaterThan(5)
  })

  it('are none from an image to itself', () => {
    expect(fileChanges(files, WEBAPP!, WEBAPP!)).toEqual([])
  })

  it('say in what', () => {
    const aspects = Object.fromEntries(
      fileChanges(files, OLD!, NEW!)
        .filter(({ kind }) => kind === 'changed')
        .map((change) => [pathText(files, change.path), change.aspects]),
    )
    expect(aspects).toEqual({
      '/app/current': ['link target'],
      '/app/same-size': ['content', 'owner'],
      '/app/server': ['content', 'mode'],
      '/lib/apk/db/installed': ['content'],
      '/usr/lib/libmusl': ['content'],
    })
  })
})

describe('directories that differ', () => {
  it('add up to what the image grows by', () => {
    for (const [from, to] of [
      [OLD!, NEW!],
      [WEBAPP!, ODD!],
    ] as const) {
      const all = directoryChanges(files, from, to, fileChanges(files, from, to))
      expect([all.before[0], all.after[0]]).toEqual([lists.images[from]!.contentBytes, lists.images[to]!.contentBytes])
    }
  })

  it('come with where most bytes come or go first', () => {
    const all = directoryChanges(files, OLD!, NEW!, fileChanges(files, OLD!, NEW!))
    expect(changedChildren(files, 0, all).map((path) => files.names[path])).toEqual(['usr', 'lib', 'app', 'var'])
  })
})

describe('packages', () => {
  it('of two images are told by the order of their versions, not of their letters', () => {
    expect(packageDifferences(summary, OLD!, NEW!)).toEqual([
      { type: 'apk', name: 'openssl', change: 'added', from: [], to: ['3.3.2-r0'], bytes: 40_000 },
      { type: 'apk', name: 'curl', change: 'removed', from: ['8.9.0-r0'], to: [], bytes: -3000 },
      { type: 'apk', name: 'musl', change: 'upgraded', from: ['1.2.4-r2'], to: ['1.2.10-r0'], bytes: 1000 },
      { type: 'apk', name: 'zlib', change: 'downgraded', from: ['1.3.1-r0'], to: ['1.3.1_rc2-r0'], bytes: 0 },
    ])
  })

  it('stand in the matrix once, with a version for each image', () => {
    const rows = packageTable(summary)
    const musl = rows.find(({ type, name }) => type === 'apk' && name === 'musl')!
    expect(musl.cells).toEqual([
      { versions: ['1.2.4-r2'], bytes: 5000 },
      { versions: ['1.2.10-r0'], bytes: 6000 },
      null,
      null,
    ])
    const count = inventories[WEBAPP!]!.packages.length
    expect(rows.filter(({ cells }) => cells[WEBAPP!] !== null)).toHaveLength(count)
  })
})
