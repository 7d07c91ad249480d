import type { TreeNode } from '../rootfs/tree.ts'
import type { ImageInventory } from './image-inventory.ts'
import type { InstalledPackage } from './ownership.ts'

/** Counts every byte of content once, for one path and at most one package. */
export interface Ledger {
  /** Whether the path is the first name of its content in the order of the tree; further names are hard links. */
  isFirstName(node: TreeNode): boolean
  /** Bytes that count for a path: a file's for its first name, 0 for its other names and for what is no file. */
  bytesAt(node: TreeNode): number
  /**
   * The package that a path belongs to, as in `ImageInventory.owners`; where none lists this name of a file, one that lists another. Null
   * for none, and for a directory of several.
   */
  ownerOf(node: TreeNode): InstalledPackage | null
}

/** Finds out what each path of an image takes, and whose it is. */
export function ledgerOf({ tree, owners }: Pick<ImageInventory, 'tree' | 'owners'>): Ledger {
  const furtherNames = new Set<TreeNode>()
  const inodes = new Set<number>()
  for (const node of tree.nodes()) {
    if (node.type !== 'file') continue
    const { size } = inodes
    if (inodes.add(node.inode).size === size) furtherNames.add(node)
  }
  const ownersOfLinked = new Map<number, InstalledPackage>()
  const linked = new Set(Array.from(furtherNames, ({ inode }) => inode))
  for (const [node, owner] of linked.size === 0 ? [] : owners) {
    if (owner === null || !linked.has(node.inode) || ownersOfLinked.has(node.inode)) continue
    ownersOfLinked.set(node.inode, owner)
  }
  const isFirstName = (node: TreeNode): boolean => !furtherNames.has(node)
  return {
    isFirstName,
    bytesAt: (node) => (node.type === 'file' && isFirstName(node) ? node.size : 0),
    ownerOf: (node) => owners.get(node) ?? ownersOfLinked.get(node.inode) ?? null,
  }
}
