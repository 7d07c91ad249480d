import { isLanguageType } from '../catalogers/packages/package.ts'
import type { SquashedTree, TreeNode } from '../rootfs/tree.ts'
import type { InstalledPackage } from './ownership.ts'

/** Which package a path belongs to; null for a directory of several. What no package lists is not in the map. */
export type Owners = ReadonlyMap<TreeNode, InstalledPackage | null>

/**
 * Finds the package that each path of the final filesystem belongs to, directories and symlinks included. Of several that list
 * a path it is an operating system's before a language's, else the first.
 */
export function ownersOf(tree: SquashedTree<unknown>, packages: readonly InstalledPackage[]): Owners {
  const owners = new Map<TreeNode, InstalledPackage | null>()
  const claim = (owner: InstalledPackage): void => {
    for (const path of owner.paths) {
      // a directory of the list may have become a symlink (merged /usr)
      const node = tree.get(path) ?? tree.resolveParent(path)
      if (node === undefined) continue
      const known = owners.get(node)
      if (known === undefined) owners.set(node, owner)
      else if (known !== owner && node.type === 'directory') owners.set(node, null)
    }
  }
  for (const item of packages) if (!isLanguageType(item.type)) claim(item)
  // what came in another package has its files there
  for (const item of packages) if (isLanguageType(item.type) && item.ownedBy === null) claim(item)
  return owners
}
