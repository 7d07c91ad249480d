import { ownersOf } from '../inventory/owners.ts'
import { asListed, type ListingOptions, largestFirst, listed, type Orders } from '../listing/order.ts'
import type { DuplicateGroup, DuplicatesDocument, DuplicatesSortKey } from '../report/files-document.ts'
import { displayPath } from '../rootfs/path.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import { type FileSelection, type FilledImage, headOf, packageOf, selectNodes } from './selection.ts'

const ORDERS: Orders<DuplicateGroup, DuplicatesSortKey> = {
  wasted: largestFirst((group) => group.wastedBytes),
  size: largestFirst((group) => group.size),
  copies: largestFirst((group) => group.copies.length),
  path: asListed,
}

/**
 * Content that several of the wanted files have. Hard links to one file are one copy, and empty files cost nothing.
 * @throws {UsageError} when a glob makes no sense.
 */
export function duplicateFiles(
  inventory: FilledImage,
  { sort, reverse, limit, ...selection }: FileSelection & ListingOptions<DuplicatesSortKey>,
): DuplicatesDocument {
  const owners = ownersOf(inventory.tree, inventory.packages)
  const groups = sameContents(selectNodes(inventory, selection, owners)).map((nodes) => ({
    sha256: nodes[0]!.sha256!,
    size: nodes[0]!.size,
    wastedBytes: nodes[0]!.size * (nodes.length - 1),
    copies: nodes.map((node) => ({
      path: displayPath(node.path),
      layer: node.layer,
      ...packageOf(owners, node),
    })),
  }))
  const wastedBytes = groups.reduce((sum, group) => sum + group.wastedBytes, 0)
  const { rows, more } = listed(groups, ORDERS, { sort, reverse, limit })
  return { ...headOf(inventory, 'duplicates'), duplicates: rows, more, total: { groups: groups.length, wastedBytes } }
}

/** Files of the same content, each by the first of its hard links; in the order in which the contents are met. */
function sameContents(nodes: readonly TreeNode[]): TreeNode[][] {
  const inodes = new Set<number>()
  const bySize = new Map<number, TreeNode[]>()
  for (const node of nodes) {
    if (node.type !== 'file' || node.size === 0 || inodes.has(node.inode)) continue
    inodes.add(node.inode)
    append(bySize, node.size, node)
  }
  // digests are only read where sizes are the same: they are kept as bytes and take time to become text
  const byContent = new Map<string, TreeNode[]>()
  for (const files of bySize.values()) {
    if (files.length > 1) for (const file of files) append(byContent, file.sha256!, file)
  }
  return [...byContent.values()].filter((files) => files.length > 1)
}

function append<Key>(lists: Map<Key, TreeNode[]>, key: Key, node: TreeNode): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [node])
  else list.push(node)
}
