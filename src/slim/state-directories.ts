import type { InstalledPackage } from '../inventory/ownership.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import type { SlimImage } from './slim-image.ts'

/** Where programs write (FHS 3.0, chapter 5). */
const VARIABLE = /^\/(?:var|run|srv)\//

/**
 * Directories that a package alone lists and that its programs take for granted: empty ones, and those for what changes, whatever
 * becomes of what is in them (nginx does not start without /var/log/nginx).
 */
export function* stateDirectories({ paths }: InstalledPackage, image: SlimImage): Iterable<TreeNode> {
  for (const path of paths) {
    const node = image.tree.get(path)
    if (node?.type !== 'directory' || image.owners.get(node) === null) continue
    if (node.children?.size === 0 || VARIABLE.test(`${node.path}/`)) yield node
  }
}
