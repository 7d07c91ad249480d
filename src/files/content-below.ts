import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { TreeNode } from '../rootfs/tree.ts'

/** Regular files in a directory and below it, and their content in bytes. */
export interface ContentBelow {
  files: number
  bytes: number
}

/**
 * Adds up the chosen files for every directory above one of the chosen paths, the root included. A file with several hard links
 * is counted where it is met first in the order of the tree, as du(1) does, so that directories add up.
 */
export function contentBelow(
  { tree }: Pick<ImageInventory, 'tree'>,
  chosen: readonly TreeNode[],
): ReadonlyMap<TreeNode, ContentBelow> {
  const totals = new Map<TreeNode, ContentBelow>([[tree.root, { files: 0, bytes: 0 }]])
  const at = (directory: TreeNode): ContentBelow => {
    const known = totals.get(directory)
    if (known !== undefined) return known
    const total = { files: 0, bytes: 0 }
    totals.set(directory, total)
    if (directory.parent !== null) at(directory.parent)
    return total
  }
  const inodes = new Set<number>()
  for (const node of chosen) {
    const total = at(node.children === null ? node.parent! : node)
    if (node.type !== 'file') continue
    total.files++
    if (inodes.has(node.inode)) continue
    inodes.add(node.inode)
    total.bytes += node.size
  }
  // backwards, so that a directory is complete when it adds what it has to the one that holds it
  for (const node of Array.from(tree.nodes()).reverse()) {
    const total = totals.get(node)
    if (total === undefined) continue
    const parent = totals.get(node.parent!)!
    parent.files += total.files
    parent.bytes += total.bytes
  }
  return totals
}
