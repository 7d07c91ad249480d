import type { TreeNode } from '../rootfs/tree.ts'

/** Content of files, hard links once. */
export function contentBytes(nodes: Iterable<TreeNode>): number {
  const seen = new Set<number>()
  let bytes = 0
  for (const { type, inode, size } of nodes) {
    if (type !== 'file' || seen.has(inode)) continue
    seen.add(inode)
    bytes += size
  }
  return bytes
}
