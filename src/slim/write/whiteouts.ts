import { squash } from '../../rootfs/squash.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import type { SlimPlan } from '../slim-plan.ts'

/** The topmost paths that reused layers show and the result does not have: later layers of the source hid them. */
export function whiteouts(
  { image, decisions, rewritten }: SlimPlan,
  reused: Pick<ReadonlySet<number>, 'has'>,
): string[] {
  const layers = image.layers.filter((_, index) => reused.has(index)).map(({ inventory }) => inventory)
  if (layers.length === 0) return []
  const paths: string[] = []
  const pending: [shown: TreeNode, wanted: TreeNode][] = [[squash(layers).root, image.tree.root]]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [shown, wanted] = next
    for (const [name, child] of shown.children ?? []) {
      const node = wanted.children?.get(name)
      if (node !== undefined && decisions.get(node)?.keep) {
        // Anything else than a directory takes the place of one with all that is in it.
        if (node.children !== null && child.children !== null) pending.push([child, node])
      } else if (!rewritten.has(child.path)) paths.push(child.path)
    }
  }
  return paths
}
