import type { TreeNode } from '../rootfs/tree.ts'

/** What two images have at one path; null for nothing. One of them is there. */
export interface NodePair {
  readonly before: TreeNode | null
  readonly after: TreeNode | null
}

/**
 * Goes through two trees together, a path once, directories before what is in them. The roots themselves are left out.
 * @param state what `visit` gets with the paths in the roots; what it gives for a path, it gets with those in it
 */
export function walkPairs<State>(
  roots: NodePair,
  state: State,
  visit: (before: TreeNode | null, after: TreeNode | null, state: State) => State,
): void {
  // not recursive: hostile trees are deep
  const pending: { before: TreeNode | null; after: TreeNode | null; state: State }[] = [{ ...roots, state }]
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    const { state } = directory
    const befores = directory.before?.children ?? NOTHING
    const afters = directory.after?.children ?? NOTHING
    for (const [name, before] of befores) {
      const after = afters.get(name) ?? null
      const inside = visit(before, after, state)
      if (before.children?.size || after?.children?.size) pending.push({ before, after, state: inside })
    }
    for (const [name, after] of afters) {
      if (befores.has(name)) continue
      const inside = visit(null, after, state)
      if (after.children?.size) pending.push({ before: null, after, state: inside })
    }
  }
}

const NOTHING: ReadonlyMap<string, TreeNode> = new Map()
