import type { Package } from '../catalogers/packages/package.ts'
import type { SquashedTree, TreeNode } from '../rootfs/tree.ts'
import type { InstalledPackage } from './ownership.ts'

/** Which package a path belongs to; null for a directory of several. What no package lists is not in the map. */
export type Owners = ReadonlyMap<TreeNode, InstalledPackage | null>

/** The owners of paths if there were these packages alone; of several that list a path it is the first. */
export function ownersOf(tree: SquashedTree<unknown>, packages: readonly InstalledPackage[]): Owners {
  const owners = new Map<TreeNode, InstalledPackage | null>()
  const find = pathFinder(tree)
  for (const item of packages) for (const node of listedNodes(item, find)) claim(owners, node, item)
  return owners
}

/** Makes a path the package's, unless it is another's; a directory of several is nobody's. */
export function claim(owners: Map<TreeNode, InstalledPackage | null>, node: TreeNode, owner: InstalledPackage): void {
  const known = owners.get(node)
  if (known === undefined) owners.set(node, owner)
  else if (known !== owner && node.children !== null) owners.set(node, null)
}

/** What is there of a package's list, also where a directory of the list has become a symlink (merged /usr). */
export function listedNodes({ paths }: Pick<Package, 'paths'>, find: ReturnType<typeof pathFinder>): TreeNode[] {
  const nodes: TreeNode[] = []
  for (const path of paths) {
    const node = find(path)
    if (node !== undefined) nodes.push(node)
  }
  return nodes
}

/** Finds paths of packages' lists, the fastest where one of a directory comes after another, as lists have them. */
export function pathFinder(tree: SquashedTree<unknown>): (path: string) => TreeNode | undefined {
  let directoryPath = ''
  let directory: TreeNode | undefined = tree.root
  return (path) => {
    const slash = path.lastIndexOf('/')
    const parentPath = path.slice(0, slash)
    if (parentPath !== directoryPath) {
      directoryPath = parentPath
      directory = tree.get(parentPath)
    }
    return directory?.children?.get(path.slice(slash + 1)) ?? tree.resolveParent(path)
  }
}
