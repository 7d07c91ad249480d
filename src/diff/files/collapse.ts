import type { TreeNode } from '../../rootfs/tree.ts'

/** A path that was added or removed. */
export interface ListedPath {
  readonly node: TreeNode
  /** What came or went with a directory, and is not listed itself; null where everything is. */
  readonly inside: { readonly paths: number; readonly bytes: number } | null
}

/**
 * Lists a directory in place of all that came or went with it.
 * @param nodes directories before what is in them
 * @param bytesAt see `Ledger.bytesAt`
 */
export function collapse(nodes: readonly TreeNode[], bytesAt: (node: TreeNode) => number): ListedPath[] {
  const listed: ListedPath[] = []
  const insides = new Map<TreeNode, { paths: number; bytes: number }>()
  for (const node of nodes) {
    const above = node.parent === null ? undefined : insides.get(node.parent)
    if (above !== undefined) {
      above.paths++
      above.bytes += bytesAt(node)
    }
    const inside = above ?? { paths: 0, bytes: 0 }
    if (node.children !== null) insides.set(node, inside)
    if (above === undefined) listed.push({ node, inside: node.children === null ? null : inside })
  }
  return listed
}
