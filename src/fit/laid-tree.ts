import type { FactReader, Json } from '../layer/fact-reader.ts'
import { follow } from '../rootfs/follow.ts'
import type { PathLookup, SquashedTree, TreeNode } from '../rootfs/tree.ts'
import { LaidNode } from './laid-node.ts'

/** An image's final filesystem, with what any reader found in it. */
export interface Filesystem {
  readonly tree: SquashedTree<unknown>
  readonly factsOf: <Fact extends Json>(reader: FactReader<Fact>) => SquashedTree<Fact>
}

/** As Linux: more symlinks on the way to a file are a loop. */
const MAX_SYMLINKS = 40

/**
 * A base with files of an app's image laid over it, as `COPY --from` lays them: into the directories that the base's symlinks
 * lead to, over files that are there, and never over a directory.
 */
export class LaidTree {
  readonly root: LaidNode
  readonly #base: Filesystem
  readonly #app: Filesystem
  /** Where directories of the app's image have come to stand; null for those that something is in the way of. */
  readonly #directories = new Map<TreeNode, LaidNode | null>()

  constructor(base: Filesystem, app: Filesystem) {
    this.#base = base
    this.#app = app
    this.root = new LaidNode('', null, base.tree.root, false)
    this.#directories.set(app.tree.root, this.root)
  }

  /** The tree with what this reader found in its files. */
  lookup<Fact extends Json>(reader: FactReader<Fact>): PathLookup<Fact> {
    const [base, app] = [this.#base.factsOf(reader), this.#app.factsOf(reader)]
    return {
      root: this.root,
      resolve: (path) => this.resolve(path),
      fact: (node) => {
        if (!(node instanceof LaidNode) || node.original === null) return undefined
        return (node.fromApp ? app : base).fact(node.original)
      },
    }
  }

  /** As `SquashedTree.resolve`. */
  resolve(path: string): LaidNode | undefined {
    return follow(this.root, path, true)
  }

  /** Every node below the root, parents first. */
  *nodes(): Generator<LaidNode> {
    const ahead = [...this.root.children!.values()]
    for (let node = ahead.pop(); node !== undefined; node = ahead.pop()) {
      yield node
      if (node.children !== null) for (const child of node.children.values()) ahead.push(child)
    }
  }

  /** Lays a node of the app's image where it stands there; undefined where something is in its way. */
  lay(node: TreeNode): LaidNode | undefined {
    if (node.type === 'directory') return this.#directoryOf(node) ?? undefined
    const parent = node.parent === null ? null : this.#directoryOf(node.parent)
    return parent === null ? undefined : place(parent, node.name, node)
  }

  /**
   * Brings what the app's image has at a path: the file or directory, and the symlinks on the way where there is nothing yet.
   * @returns what was put there; nothing where all of it is there already, undefined where it cannot be put there
   */
  bring(path: string): LaidNode[] | undefined {
    const brought: LaidNode[] = []
    let [laid, own]: [LaidNode, TreeNode | undefined] = [this.root, this.#app.tree.root]
    let links = 0
    const names = path.split('/').reverse()
    while (names.length > 0) {
      const name = names.pop()!
      if (name === '' || name === '.') continue
      if (name === '..') {
        laid = laid.parent ?? laid
        own = own?.parent ?? own
        continue
      }
      const original: TreeNode | undefined = own?.children?.get(name)
      let child = laid.children?.get(name)
      if (child === undefined) {
        if (original === undefined || laid.children === null) return undefined
        child = laid.add(name, original)
        if (original.type !== 'directory' || names.every((rest) => rest === '')) brought.push(child)
      }
      if (child.type === 'symlink') {
        if (++links > MAX_SYMLINKS) return undefined
        const target = child.linkTarget!
        if (original?.type === 'symlink' && original.linkTarget === target) {
          if (target.startsWith('/')) [laid, own] = [this.root, this.#app.tree.root]
          names.push(...target.split('/').reverse())
          continue
        }
        const end = this.resolve(child.path)
        if (end === undefined) return undefined
        child = end
      }
      laid = child
      own = original?.type === 'symlink' ? this.#app.tree.resolve(original.path) : original
    }
    return brought
  }

  /** Puts a file of the app's image at another path, whatever file is there; undefined where a directory is in its way. */
  put(node: TreeNode, path: string): LaidNode | undefined {
    let directory = this.root
    const names = path.split('/').filter((name) => name !== '')
    const last = names.pop()
    for (const name of names) {
      const child = directory.children!.get(name) ?? directory.add(name, null)
      const end = child.type === 'symlink' ? this.resolve(child.path) : child
      if (end?.type !== 'directory') return undefined
      directory = end
    }
    return last === undefined ? undefined : place(directory, last, node)
  }

  #directoryOf(node: TreeNode): LaidNode | null {
    const known = this.#directories.get(node)
    if (known !== undefined) return known
    const parent = node.parent === null ? null : this.#directoryOf(node.parent)
    const directory = parent === null ? null : this.#directoryIn(parent, node)
    this.#directories.set(node, directory)
    return directory
  }

  #directoryIn(parent: LaidNode, node: TreeNode): LaidNode | null {
    const child = parent.children!.get(node.name) ?? parent.add(node.name, node)
    const end = child.type === 'symlink' ? this.resolve(child.path) : child
    return end?.type === 'directory' ? end : null
  }
}

function place(directory: LaidNode, name: string, node: TreeNode): LaidNode | undefined {
  return directory.children!.get(name)?.type === 'directory' ? undefined : directory.add(name, node)
}
