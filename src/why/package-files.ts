import { pathFinder } from '../inventory/owners.ts'
import type { InstalledPackage } from '../inventory/ownership.ts'
import type { SquashedTree, TreeNode } from '../rootfs/tree.ts'

/** Which packages list which paths, also below directories that have become symlinks (merged /usr). */
export class PackageFiles {
  readonly #first = new Map<TreeNode, InstalledPackage>()
  /** Where there are several: apart, because a list for each of a hundred thousand files is slow. */
  readonly #several = new Map<TreeNode, InstalledPackage[]>()
  readonly #tree: SquashedTree<unknown>
  readonly #find: (path: string) => TreeNode | undefined

  constructor(tree: SquashedTree<unknown>, packages: readonly InstalledPackage[]) {
    this.#tree = tree
    this.#find = pathFinder(tree)
    for (const owner of packages) {
      for (const path of owner.paths) {
        const node = this.#find(path)
        if (node !== undefined) this.#add(node, owner)
      }
    }
  }

  /** In the order of the packages: those of the operating system before those of languages. */
  ownersOf(node: TreeNode): readonly InstalledPackage[] {
    const first = this.#first.get(node)
    return first === undefined ? [] : (this.#several.get(node) ?? [first])
  }

  /** What a package owns in the image, but for directories that it shares, also where symlinks have taken their place. */
  filesOf(owner: InstalledPackage): readonly TreeNode[] {
    const files: TreeNode[] = []
    for (const path of owner.paths) {
      const node = this.#find(path)
      if (node === undefined || node.type === 'directory') continue
      if (this.#several.has(node) && this.#leadsToDirectory(node)) continue
      files.push(node)
    }
    return files
  }

  #add(node: TreeNode, owner: InstalledPackage): void {
    const first = this.#first.get(node)
    const several = this.#several.get(node)
    if (first === undefined) this.#first.set(node, owner)
    else if (several === undefined && first !== owner) this.#several.set(node, [first, owner])
    else if (several !== undefined && several.at(-1) !== owner) several.push(owner)
  }

  #leadsToDirectory(node: TreeNode): boolean {
    return node.type === 'symlink' && this.#tree.resolve(node.path)?.type === 'directory'
  }
}
