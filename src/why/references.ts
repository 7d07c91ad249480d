import type { ReferenceKind } from '../report/why-document.ts'
import { follow } from '../rootfs/follow.ts'
import type { SquashedTree, TreeNode } from '../rootfs/tree.ts'

/** A file that names another one. */
export interface Reference {
  readonly from: TreeNode
  readonly kind: ReferenceKind
  /** What it says, as written. */
  readonly says: string
  /** What that leads to. */
  readonly to: TreeNode
  /** The symlinks on the way, which are needed as much. */
  readonly via: readonly TreeNode[]
}

/** Files that name files. A file with several names (hard links) is one: the first of them. */
export class References {
  readonly #root: TreeNode
  readonly #first = new Map<number, TreeNode>()
  readonly #from = new Map<TreeNode, Reference[]>()
  readonly #to = new Map<TreeNode, Reference[]>()
  readonly #seen = new Set<string>()

  constructor(tree: SquashedTree<unknown>) {
    this.#root = tree.root
    for (const node of tree.nodes()) {
      if (node.type === 'file' && !this.#first.has(node.inode)) this.#first.set(node.inode, node)
    }
  }

  /** The name under which a file stands here. */
  identity(node: TreeNode): TreeNode {
    return node.type === 'file' ? (this.#first.get(node.inode) ?? node) : node
  }

  /** Notes that `from` names what is at an absolute path; nothing where the path leads nowhere, or to `from` itself. */
  add(from: TreeNode, kind: ReferenceKind, says: string, path: string): void {
    const source = this.identity(from)
    const key = `${source.path}\0${kind}\0${says}\0${path}`
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    const via: TreeNode[] = []
    const end = follow(this.#root, path, true, via)
    const to = end && this.identity(end)
    if (to === undefined || to === source) return
    // a symlink is no stop on its own way
    const reference = { from: source, kind, says, to, via: via.filter((link) => link !== source) }
    addTo(this.#from, source, reference)
    for (const target of new Set([to, ...reference.via])) addTo(this.#to, target, reference)
  }

  /** Every file that names another. */
  sources(): Iterable<TreeNode> {
    return this.#from.keys()
  }

  /** What a file names. */
  from(node: TreeNode): readonly Reference[] {
    return this.#from.get(this.identity(node)) ?? []
  }

  /** What names a file, or passes over a symlink. */
  to(node: TreeNode): readonly Reference[] {
    return this.#to.get(this.identity(node)) ?? []
  }
}

function addTo(lists: Map<TreeNode, Reference[]>, key: TreeNode, reference: Reference): void {
  const known = lists.get(key)
  if (known === undefined) lists.set(key, [reference])
  else known.push(reference)
}
