import type { SquashedTree, TreeNode } from '../../rootfs/tree.ts'
import { below } from './ground.ts'
import type { Copies } from './landed.ts'

/** As many as a sentence can name. */
const MAX_NAMED = 3

/** A sentence on the symlinks that lead somewhere in the app's image, but nowhere in the result; null where there are none. */
export function danglingLinks({ trees, made, ground }: Copies, app: SquashedTree<unknown>): string | null {
  const dangling: TreeNode[] = []
  const visit = (node: TreeNode, target: string): void => {
    for (const child of node.children?.values() ?? []) visit(child, below(target, child.name))
    if (node.type === 'symlink' && app.resolve(node.path) && !ground.leads(target)) dangling.push(node)
  }
  for (const [target, node] of trees) visit(node, target)
  for (const [target, node] of made) if (node.type === 'symlink') visit(node, target)
  if (dangling.length === 0) return null
  const named = dangling.slice(0, MAX_NAMED).map(({ path, linkTarget }) => `${path} → ${linkTarget}`)
  const more = dangling.length > MAX_NAMED ? `, and ${dangling.length - MAX_NAMED} more` : ''
  return `Symlinks that come along lead to what does not: ${named.join(', ')}${more}.`
}
