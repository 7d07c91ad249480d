import type { Package } from '../catalogers/packages/package.ts'
import type { SquashedTree, TreeNode } from '../rootfs/tree.ts'

/** A package with what this image has of it. */
export interface InstalledPackage extends Package {
  /** Content of its files, hard links once, in bytes. */
  readonly installedBytes: number
  /** Regular files of its list that are in the image. */
  readonly files: number
}

/** Which files packages own, and what is left. */
export interface Ownership {
  readonly packages: readonly InstalledPackage[]
  readonly unowned: { readonly files: number; readonly bytes: number }
}

/** Finds the files that each package lists, also where a directory of the list has become a symlink (merged /usr). */
export function ownership(tree: SquashedTree<unknown>, packages: readonly Package[]): Ownership {
  const ownedNodes = new Set<TreeNode>()
  const ownedInodes = new Set<number>()
  const installed = packages.map((owner) => {
    const inodes = new Set<number>()
    let files = 0
    let installedBytes = 0
    for (const path of owner.paths) {
      const node = tree.get(path) ?? tree.resolveParent(path)
      if (node?.type !== 'file') continue
      ownedNodes.add(node)
      ownedInodes.add(node.inode)
      files++
      if (inodes.has(node.inode)) continue
      inodes.add(node.inode)
      installedBytes += node.size
    }
    return { ...owner, files, installedBytes }
  })
  return { packages: installed, unowned: unownedOf(tree, ownedNodes, ownedInodes) }
}

function unownedOf(
  tree: SquashedTree<unknown>,
  ownedNodes: ReadonlySet<TreeNode>,
  ownedInodes: Set<number>,
): Ownership['unowned'] {
  let files = 0
  let bytes = 0
  for (const node of tree.nodes()) {
    if (node.type !== 'file' || ownedNodes.has(node)) continue
    files++
    if (ownedInodes.has(node.inode)) continue
    ownedInodes.add(node.inode)
    bytes += node.size
  }
  return { files, bytes }
}
