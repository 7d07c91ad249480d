import { follow } from '../../rootfs/follow.ts'
import type { SquashedTree, TreeNode } from '../../rootfs/tree.ts'
import { isLibrary, type PlanLookup } from '../looked-up.ts'

/** Symlinks to directories that lead on from symlinks to programs and the like, as `/usr/bin/ls` may lead to `/bin/busybox`. */
export function directoryLinksBehind(files: readonly PlanLookup[], tree: SquashedTree<unknown>): ReadonlySet<TreeNode> {
  const links = new Set<TreeNode>()
  for (const { from } of files) {
    const passed: TreeNode[] = []
    const end = follow(tree.root, from, true, passed)
    const own = passed.findIndex(({ path }) => path === from)
    if (end?.type !== 'file' || own === -1 || isLibrary(from)) continue
    for (const link of passed.slice(own + 1)) if (tree.resolve(link.path) !== end) links.add(link)
  }
  return links
}
