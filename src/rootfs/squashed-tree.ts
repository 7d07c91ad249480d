import type { Json } from '../layer/fact-reader.ts'
import type { LayerInventory } from '../layer/layer-inventory.ts'
import { follow } from './follow.ts'
import type { Node } from './node.ts'
import type { SquashedTree, TreeNode } from './tree.ts'

/** The lookups that every cataloger's tree shares. */
class TreeLookup {
  readonly root: Node
  #sorted: readonly Node[] | undefined
  #directories: ReadonlyMap<string, Node> | undefined

  constructor(root: Node) {
    this.root = root
  }

  get(path: string): Node | undefined {
    if (path === '/') return this.root
    const slash = path.lastIndexOf('/')
    const directory = slash <= 0 ? this.root : this.#directory(path.slice(0, slash))
    return directory?.children?.get(path.slice(slash + 1))
  }

  /** Package databases ask for a hundred thousand paths, most of them in the directory of the one before. */
  #directory(path: string): Node | undefined {
    this.#directories ??= directoriesOf(this.nodes())
    return this.#directories.get(path)
  }

  resolve(path: string, followLast = true): Node | undefined {
    return follow(this.root, path, followLast)
  }

  nodes(): readonly Node[] {
    this.#sorted ??= preorder(this.root)
    return this.#sorted
  }
}

/** Builds, for each cataloger, its view of the tree with its own facts. */
export function treesOf(
  root: Node,
  layers: readonly Pick<LayerInventory, 'entries' | 'facts'>[],
): (cataloger: string) => SquashedTree<Json> {
  const lookup = new TreeLookup(root)
  const visible = visibleFacts(lookup, layers)
  return (cataloger) => new FactTree(lookup, cataloger, layers, visible.get(cataloger) ?? [])
}

/** A cataloger's view: the tree, and what the cataloger read. */
class FactTree implements SquashedTree<Json> {
  readonly root: TreeNode
  readonly #lookup: TreeLookup
  readonly #cataloger: string
  readonly #layers: readonly Pick<LayerInventory, 'entries' | 'facts'>[]
  readonly #visible: readonly { readonly node: Node; readonly fact: Json }[]
  #byInode: ReadonlyMap<number, Json> | undefined
  #histories: Map<string, { layer: number; fact: Json }[]> | undefined

  constructor(
    lookup: TreeLookup,
    cataloger: string,
    layers: readonly Pick<LayerInventory, 'entries' | 'facts'>[],
    visible: readonly { readonly node: Node; readonly fact: Json }[],
  ) {
    this.root = lookup.root
    this.#lookup = lookup
    this.#cataloger = cataloger
    this.#layers = layers
    this.#visible = visible
  }

  get(path: string): TreeNode | undefined {
    return this.#lookup.get(path)
  }

  resolve(path: string): TreeNode | undefined {
    return this.#lookup.resolve(path)
  }

  resolveParent(path: string): TreeNode | undefined {
    return this.#lookup.resolve(path, false)
  }

  nodes(): Iterable<TreeNode> {
    return this.#lookup.nodes()
  }

  fact(node: TreeNode): Json | undefined {
    this.#byInode ??= new Map(this.#visible.map((found) => [found.node.inode, found.fact]))
    return this.#byInode.get(node.inode)
  }

  facts(): Iterable<{ readonly node: TreeNode; readonly fact: Json }> {
    return this.#visible
  }

  history(path: string): readonly { readonly layer: number; readonly fact: Json }[] {
    this.#histories ??= this.#collectHistories()
    return this.#histories.get(path) ?? []
  }

  #collectHistories(): Map<string, { layer: number; fact: Json }[]> {
    const histories = new Map<string, { layer: number; fact: Json }[]>()
    for (const [layer, { entries, facts }] of this.#layers.entries()) {
      for (const [row, fact] of facts[this.#cataloger] ?? []) {
        const path = entries.path(row)
        const history = histories.get(path)
        if (history === undefined) histories.set(path, [{ layer, fact }])
        else if (history.at(-1)!.layer === layer) history[history.length - 1] = { layer, fact }
        else history.push({ layer, fact })
      }
    }
    return histories
  }
}

/** All catalogers' facts about visible files, by cataloger, in the order of the tree: one pass for all. */
function visibleFacts(
  lookup: TreeLookup,
  layers: readonly Pick<LayerInventory, 'entries' | 'facts'>[],
): Map<string, { node: Node; fact: Json }[]> {
  const found = new Map<number, [cataloger: string, fact: Json][]>()
  let firstInode = 0
  for (const { entries, facts } of layers) {
    for (const [cataloger, rows] of Object.entries(facts)) {
      for (const [row, fact] of rows) append(found, firstInode + row, [cataloger, fact])
    }
    firstInode += entries.length
  }
  const visible = new Map<string, { node: Node; fact: Json }[]>()
  for (const node of lookup.nodes()) {
    if (node.children !== null) continue
    const facts = found.get(node.inode)
    if (facts !== undefined) for (const [cataloger, fact] of facts) append(visible, cataloger, { node, fact })
  }
  return visible
}

function append<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else list.push(item)
}

function directoriesOf(nodes: readonly Node[]): ReadonlyMap<string, Node> {
  const directories = new Map<string, Node>()
  for (const node of nodes) if (node.children !== null) directories.set(node.path, node)
  return directories
}

/** Every node below `root`, parents before children, siblings sorted. Not recursive: hostile trees are deep. */
function preorder(root: Node): Node[] {
  const nodes: Node[] = []
  const pending = sortedChildren(root)
  for (let node = pending.pop(); node; node = pending.pop()) {
    nodes.push(node)
    if (node.children?.size) for (const child of sortedChildren(node)) pending.push(child)
  }
  return nodes
}

/** The last first, as a stack gives them back. */
function sortedChildren(directory: Node): Node[] {
  return [...directory.children!.values()].sort((a, b) => (a.name < b.name ? 1 : -1))
}
