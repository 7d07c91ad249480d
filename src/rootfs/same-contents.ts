import type { TreeNode } from './tree.ts'

/**
 * Files of the same content, each by the first of its hard links; in the order in which the contents are met. Empty files cost
 * nothing and are left out.
 */
export function sameContents(nodes: Iterable<TreeNode>): TreeNode[][] {
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
