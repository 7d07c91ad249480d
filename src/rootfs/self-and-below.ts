import type { TreeNode } from './tree.ts'

/** A node and everything below it, parents first. Not recursive: hostile trees are deep. */
export function selfAndBelow(node: TreeNode): TreeNode[] {
  const nodes = [node]
  for (const next of nodes) for (const child of next.children?.values() ?? []) nodes.push(child)
  return nodes
}
