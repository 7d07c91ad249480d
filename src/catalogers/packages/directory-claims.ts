import type { TreeNode } from '../../rootfs/tree.ts'

/**
 * Gives directories to packages, each file to one of them: the one in whose home it stands deepest. So the work is bounded by the
 * size of the tree, also where a hostile image has a hundred thousand packages claim the same directory.
 */
export class DirectoryClaims {
  readonly #homes: ReadonlySet<TreeNode>
  readonly #taken = new Set<TreeNode>()

  /** `homes` are directories that belong to one package each, whatever claims a directory above. */
  constructor(homes: Iterable<TreeNode>) {
    this.#homes = new Set(homes)
  }

  /**
   * The paths of a directory and of all below it, but for what others have claimed, others' homes, and directories that
   * `isForeign`; nothing where the directory itself is taken.
   */
  claim(directory: TreeNode, isForeign: (child: TreeNode) => boolean = () => false): string[] {
    if (this.#taken.has(directory)) return []
    const paths: string[] = []
    const pending = [directory]
    for (let node = pending.pop(); node; node = pending.pop()) {
      paths.push(node.path)
      if (node.children === null) continue
      this.#taken.add(node)
      for (const child of node.children.values()) {
        if (child.children === null) paths.push(child.path)
        else if (!this.#homes.has(child) && !this.#taken.has(child) && !isForeign(child)) pending.push(child)
      }
    }
    return paths
  }
}
