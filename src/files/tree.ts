import { asListed, type ListingOptions, largestFirst, listed, type Orders } from '../listing/order.ts'
import type { FileTreeDocument, FileTreeRow, FileTreeSortKey } from '../report/files-document.ts'
import { displayPath } from '../rootfs/path.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import { contentBelow } from './content-below.ts'
import { type FileSelection, type FilledImage, headOf, selectNodes, totalOf } from './selection.ts'

/** How the tree is wanted. The limit is of all rows; the order is that within each directory. */
export interface FileTreeOptions extends FileSelection, ListingOptions<FileTreeSortKey> {
  /** How many levels are listed; null for all. */
  readonly depth: number | null
}

/**
 * The wanted paths as a tree, with the directories that lead to them.
 * @throws {UsageError} when a glob makes no sense.
 */
export function fileTree(
  inventory: FilledImage,
  { depth: levels, sort, reverse, limit, ...selection }: FileTreeOptions,
): FileTreeDocument {
  const nodes = selectNodes(inventory, selection)
  const totals = contentBelow(inventory, nodes)
  const bytesOf = (node: TreeNode): number => totals.get(node)?.bytes ?? node.size
  const orders: Orders<TreeNode, FileTreeSortKey> = { path: asListed, size: largestFirst(bytesOf) }

  const children = new Map<TreeNode, TreeNode[]>()
  const wanted = new Set(nodes)
  for (const node of inventory.tree.nodes()) {
    if (!wanted.has(node) && !totals.has(node)) continue
    const siblings = children.get(node.parent!)
    if (siblings === undefined) children.set(node.parent!, [node])
    else siblings.push(node)
  }

  const rows: FileTreeRow[] = []
  let more = 0
  // a stack, not recursion: hostile trees are deep
  const pending: { node: TreeNode; depth: number }[] = []
  const push = (directory: TreeNode, depth: number): void => {
    if (levels !== null && depth >= levels) return
    const { rows: ordered } = listed(children.get(directory) ?? [], orders, { sort, reverse, limit: 0 })
    for (const node of ordered.toReversed()) pending.push({ node, depth })
  }
  push(inventory.tree.root, 0)
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, depth } = next
    if (limit === 0 || rows.length < limit) rows.push(rowOf(node, depth, bytesOf(node)))
    else more++
    if (node.children !== null) push(node, depth + 1)
  }
  return { ...headOf(inventory, 'tree'), tree: rows, more, total: totalOf(nodes) }
}

function rowOf({ path, type, linkTarget }: TreeNode, depth: number, bytes: number): FileTreeRow {
  return {
    path: displayPath(path),
    depth,
    type,
    bytes,
    linkTarget: linkTarget === null ? null : displayPath(linkTarget),
  }
}
