import { follow } from '../../rootfs/follow.ts'
import type { TreeNode } from '../../rootfs/tree.ts'

/**
 * Everything that has to be there for a path to lead where it leads: the symlinks on the way, then what is at the end.
 * Undefined where it leads nowhere.
 */
export function neededFor(path: string, root: TreeNode): readonly TreeNode[] | undefined {
  const passed: TreeNode[] = []
  const end = follow(root, path, true, passed)
  return end === undefined ? undefined : [...passed, end]
}

/** A path as slices list it: that of a directory ends in a slash. */
export function asListed(node: TreeNode): string {
  return node.type === 'directory' ? `${node.path}/` : node.path
}
