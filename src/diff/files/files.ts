import { pathState } from '../../layers/layer-entry.ts'
import { alphabetical } from '../../listing/order.ts'
import type { FileChange, FileState, FilesSection } from '../../report/diff-document.ts'
import { displayPath } from '../../rootfs/path.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import { firstOf } from '../first-of.ts'
import type { ReadPair, ReadSide } from '../read-pair.ts'
import type { LayerSection } from '../section.ts'
import { collapse, type ListedPath } from './collapse.ts'
import type { ChangedPath, FileDifferences } from './compare-files.ts'

/** Paths that came, went, moved, or are not what they were. */
export const filesSection: LayerSection<'files'> = {
  reads: 'layers',
  compare(pair) {
    const { files, before, after, how } = pair
    return section(files, [
      ...changedRows('changed', files.changed, pair),
      ...changedRows('metadata', files.metadata, pair),
      ...loneRows(files.added, after, how).map((listed) => loneRow('added', listed, after)),
      ...loneRows(files.removed, before, how).map((listed) => loneRow('removed', listed, before)),
      ...changedRows('moved', files.moved, pair),
    ])
  },
  same: () => section({ changed: [], metadata: [], added: [], removed: [], moved: [], touched: 0 }, []),
}

function section(files: FileDifferences, changes: readonly FileChange[]): FilesSection {
  const counts = {
    changed: files.changed.length,
    metadata: files.metadata.length,
    added: files.added.length,
    removed: files.removed.length,
    moved: files.moved.length,
    touched: files.touched,
  }
  return { different: Object.values(counts).some((count) => count > 0), counts, changes, contents: null }
}

/** A path with the bytes by which it grew or shrank. */
interface GrownPath extends ChangedPath {
  readonly growth: number
}

function changedRows(
  change: 'changed' | 'metadata' | 'moved',
  paths: readonly ChangedPath[],
  { before: old, after: now, how }: ReadPair,
): FileChange[] {
  const grown = paths.map((path) => {
    return { ...path, growth: Math.abs(now.ledger.bytesAt(path.after) - old.ledger.bytesAt(path.before)) }
  })
  return firstOf(grown, mostChanged, how.limit).map(({ before, after, aspects }) => ({
    change,
    path: displayPath(after.path),
    from: change === 'moved' ? displayPath(before.path) : null,
    aspects,
    package: packageAt(now, after),
    inside: null,
    before: stateOf(old, before),
    after: stateOf(now, after),
  }))
}

/** By how much they grew or shrank, then by what they are. */
function mostChanged(a: GrownPath, b: GrownPath): number {
  return b.growth - a.growth || b.after.size - a.after.size || byPath(a.after, b.after)
}

/** What came or went, the largest first. */
function loneRows(
  nodes: readonly TreeNode[],
  { ledger }: ReadSide,
  { collapse: collapses, limit }: ReadPair['how'],
): readonly ListedPath[] {
  const listed = collapses ? collapse(nodes, ledger.bytesAt) : nodes.map((node) => ({ node, inside: null }))
  const bytes = ({ node, inside }: ListedPath): number => inside?.bytes ?? ledger.bytesAt(node)
  return firstOf(listed, (a, b) => bytes(b) - bytes(a) || byPath(a.node, b.node), limit)
}

function loneRow(change: 'added' | 'removed', { node, inside }: ListedPath, side: ReadSide): FileChange {
  const state = stateOf(side, node)
  return {
    change,
    path: displayPath(node.path),
    from: null,
    aspects: [],
    package: packageAt(side, node),
    inside,
    before: change === 'removed' ? state : null,
    after: change === 'added' ? state : null,
  }
}

function packageAt({ ledger }: ReadSide, node: TreeNode): string | null {
  const name = ledger.ownerOf(node)?.name
  return name === undefined ? null : displayPath(name)
}

const byPath = alphabetical(({ path }: TreeNode) => path)

function stateOf({ ledger }: ReadSide, node: TreeNode): FileState {
  const xattrs = Array.from(
    node.xattrs ?? [],
    ([name, value]) => [displayPath(name), Buffer.from(value).toString('hex')] as const,
  )
  return {
    ...pathState(node),
    countedBytes: ledger.bytesAt(node),
    sha256: node.sha256,
    xattrs: Object.fromEntries(xattrs.sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}
