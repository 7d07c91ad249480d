import type { SizeNode } from './size-tree.ts'

/** What a search finds in a tree. */
export interface Found {
  readonly files: number
  readonly bytes: number
  /** Whether the node is found, is in what is found, or has something in it that is. */
  matches(node: SizeNode): boolean
}

/** Finds the nodes whose path below `root` has the text in it, in whatever case. */
export function searchTree(root: SizeNode, text: string): Found {
  const wanted = text.toLowerCase()
  const matching = new Set<SizeNode>()
  const total = { files: 0, bytes: 0 }
  const pending: { node: SizeNode; path: string; above: readonly SizeNode[]; within: boolean }[] = [
    { node: root, path: '', above: [], within: false },
  ]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, path, above, within } = next
    const found = within || path.toLowerCase().includes(wanted)
    if (found) {
      matching.add(node)
      if (!within) {
        total.files += node.files
        total.bytes += node.bytes
        for (const ancestor of above) matching.add(ancestor)
      }
    }
    if (node.children === null) continue
    const chain = found ? above : [...above, node]
    for (const child of node.children) {
      pending.push({ node: child, path: `${path}/${child.label}`, above: chain, within: found })
    }
  }
  const matches = (node: SizeNode): boolean =>
    matching.has(node) || (node.kind === 'rest' && node.children!.some((part) => matching.has(part)))
  return { ...total, matches }
}
