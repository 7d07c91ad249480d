import type { SizeNode } from './size-tree.ts'

/** The way from a tree's root to a node, as the address has it: labels joined by slashes, theirs escaped. */
export function zoomPath(nodes: readonly SizeNode[]): string | null {
  const [, ...below] = nodes
  return below.length === 0 ? null : below.map(({ label }) => encodeURIComponent(label)).join('/')
}

/** The nodes that a path leads to, the root first; as far as there are such nodes. */
export function nodesOfPath(root: SizeNode, path: string | null): readonly SizeNode[] {
  const nodes = [root]
  for (const part of path?.split('/') ?? []) {
    const next = nodes
      .at(-1)!
      .children?.find(({ label, children }) => children !== null && encodeURIComponent(label) === part)
    if (next === undefined) break
    nodes.push(next)
  }
  return nodes
}
