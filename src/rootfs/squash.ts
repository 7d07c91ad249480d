import type { EntryTable } from '../layer/entry-table.ts'
import type { LayerInventory } from '../layer/layer-inventory.ts'
import type { Loss, LossKind } from './loss.ts'
import { type Mark, markOf } from './mark.ts'
import { type LayerTable, Node } from './node.ts'
import { displayPath, nameOf, parentOf } from './path.ts'
import { sameXattrs } from './xattrs.ts'

/** What a layer did to the filesystem below it. Counts are of paths. */
export interface LayerEffect {
  /** Regular files and hard links in the layer's tar. */
  readonly files: number
  /** Content of the layer's regular files, hard links once, in bytes. */
  readonly fileBytes: number
  readonly added: number
  /** Paths that were there and that the layer writes again; directories only if owner, mode or xattrs change. */
  readonly modified: number
  /** Paths that are gone, those below a deleted directory included. */
  readonly deleted: number
}

/** The final filesystem and how it came about. */
export interface Squashed {
  readonly root: Node
  readonly effects: readonly LayerEffect[]
  /** Every name that some layer took away, in the order in which the names went. */
  readonly losses: readonly Loss[]
  readonly warnings: readonly string[]
}

/**
 * Folds layers into the filesystem that a container sees, as an overlay of separately unpacked layers shows it (OCI image
 * specification, layer.md, "Applying Changesets"): marks hide what lower layers have, wherever they stand in their own
 * layer; a path given twice in a layer is what the later entry says; a directory that a layer only implies hides a lower
 * symlink or file of that name.
 */
export function squash(layers: readonly Pick<LayerInventory, 'entries'>[]): Squashed {
  const root = new Node('/', '', null, 0, true)
  const warnings: string[] = []
  const losses: MutableLoss[] = []
  let firstInode = 0
  const effects = layers.map(({ entries: table }, layer) => {
    const effect = new LayerFold(root, { layer, table, firstInode }, losses, warnings).apply()
    firstInode += table.length
    return effect
  })
  return { root, effects, losses, warnings }
}

/** A loss whose replacement may still come. */
type MutableLoss = { -readonly [Key in keyof Loss]: Loss[Key] }

/** Applies one layer to the tree. */
class LayerFold {
  readonly #root: Node
  readonly #source: LayerTable
  readonly #table: EntryTable
  readonly #layer: number
  readonly #losses: MutableLoss[]
  readonly #warnings: string[]
  readonly #directories = new Map<string, Node>()
  /** Files of lower layers that hard links of this one name, by the link's row. */
  readonly #lowerTargets = new Map<number, Node>()
  /** Paths that this layer took away, by what it took; one that it writes again counts as modified. */
  readonly #removed = new Map<string, MutableLoss>()
  #added = 0
  #modified = 0

  constructor(root: Node, source: LayerTable, losses: MutableLoss[], warnings: string[]) {
    this.#root = root
    this.#source = source
    this.#table = source.table
    this.#layer = source.layer
    this.#losses = losses
    this.#warnings = warnings
  }

  apply(): LayerEffect {
    const { marks, files, fileBytes } = this.#survey()
    for (const mark of marks.values()) if (mark.kind === 'opaque') this.#empty(this.#find(mark.path), 'opaque')
    for (const mark of marks.values()) if (mark.kind === 'whiteout') this.#remove(this.#find(mark.path))
    // a mark's own directory is unpacked as any other, and hides what is no directory below
    for (const mark of marks.values()) if (mark.kind !== 'ignored') this.#directory(directoryOf(mark))
    for (let row = 0; row < this.#table.length; row++) if (!marks.has(row)) this.#put(row)
    return { files, fileBytes, added: this.#added, modified: this.#modified, deleted: this.#removed.size }
  }

  /** Looks at all entries before the tree changes: marks count wherever they stand, and links see what marks then hide. */
  #survey(): { marks: ReadonlyMap<number, Mark>; files: number; fileBytes: number } {
    const table = this.#table
    const marks = new Map<number, Mark>()
    let files = 0
    let fileBytes = 0
    for (let row = 0; row < table.length; row++) {
      const mark = markOf(table.path(row))
      const type = table.type(row)
      if (mark !== undefined) marks.set(row, mark)
      else if (type === 'file') {
        files++
        fileBytes += table.size(row)
      } else if (type === 'hardlink') {
        files++
        const target = this.#find(table.rare.linkTargets.get(row)!)
        if (target?.source && target.children === null) this.#lowerTargets.set(row, target)
      }
    }
    return { marks, files, fileBytes }
  }

  #put(row: number): void {
    const path = this.#table.path(row)
    const type = this.#table.type(row)
    const isDirectory = type === 'directory'
    const target = type === 'hardlink' ? this.#linkTarget(path, row) : undefined
    const slash = path.lastIndexOf('/')
    const parent = this.#directory(slash === 0 ? '/' : path.slice(0, slash))
    const name = path.slice(slash + 1)
    const old = parent.children!.get(name)
    if (old && old.layer !== this.#layer && !(isDirectory && this.#isSameDirectory(old, row))) this.#modified++
    let node = old
    if (node === undefined || node.children === null || !isDirectory) {
      node = new Node(path, name, parent, this.#layer, isDirectory)
      this.#place(node, old)
    } else if (node.layer !== this.#layer) node.remember()
    node.layer = this.#layer
    node.source = target === undefined ? this.#source : target.source
    node.row = target === undefined ? row : target.row
  }

  /** The file that a hard link names: of this layer as it stands so far, else of the layers below. */
  #linkTarget(path: string, row: number): Node | undefined {
    const target = this.#table.rare.linkTargets.get(row)!
    const own = this.#find(target)
    if (own?.layer === this.#layer && own.source && own.children === null) return own
    const lower = this.#lowerTargets.get(row)
    if (lower === undefined) {
      const names = `${displayPath(path)} in layer ${this.#layer} is a hard link to ${displayPath(target)}`
      this.#warnings.push(`${names}, which is not there.`)
    }
    return lower
  }

  /** The directory at `path`, made where no entry gives it. */
  #directory(path: string): Node {
    if (path === '/') return this.#root
    const known = this.#directories.get(path)
    if (known) return known
    const parent = this.#directory(parentOf(path))
    const name = nameOf(path)
    let node = parent.children!.get(name)
    if (node === undefined || node.children === null) {
      const old = node
      if (old && old.layer !== this.#layer) this.#modified++
      node = new Node(path, name, parent, this.#layer, true)
      this.#place(node, old)
    }
    this.#directories.set(path, node)
    return node
  }

  /** Puts a node into the tree, where `old` may be at the moment. */
  #place(node: Node, old: Node | undefined): void {
    if (old !== undefined) {
      if (old.children !== null) {
        this.#empty(old, 'overwritten')
        this.#directories.clear()
      }
      this.#losses.push({ node: old, kind: 'overwritten', layer: this.#layer, replacement: node })
    } else {
      // most layers take nothing away, and to look up every path that they add takes longer than all the rest
      const removed = this.#removed.size === 0 ? undefined : this.#removed.get(node.path)
      if (removed === undefined) this.#added++
      else {
        removed.replacement = node
        this.#removed.delete(node.path)
        this.#modified++
      }
    }
    node.parent!.children!.set(node.name, node)
  }

  /** Whether a directory's entry repeats what is there, as tars do for each directory on the way to a file. */
  #isSameDirectory(old: Node, row: number): boolean {
    const { modes, uids, gids } = this.#table.columns
    return (
      old.children !== null &&
      old.mode === modes[row] &&
      old.uid === uids[row] &&
      old.gid === gids[row] &&
      sameXattrs(old.xattrs, this.#table.rare.xattrs.get(row) ?? null)
    )
  }

  #find(path: string): Node | undefined {
    let node: Node | undefined = this.#root
    for (const name of path.split('/')) {
      if (name === '') continue
      node = node?.children?.get(name)
      if (node === undefined) return undefined
    }
    return node
  }

  #remove(node: Node | undefined): void {
    if (node?.parent == null) return
    this.#empty(node, 'deleted')
    this.#lose(node, 'deleted')
    node.parent.children!.delete(node.name)
  }

  #empty(directory: Node | undefined, kind: LossKind): void {
    if (!directory?.children) return
    for (const child of directory.children.values()) {
      this.#empty(child, kind)
      this.#lose(child, kind)
    }
    directory.children.clear()
  }

  #lose(node: Node, kind: LossKind): void {
    const loss = { node, kind, layer: this.#layer, replacement: null }
    this.#losses.push(loss)
    this.#removed.set(node.path, loss)
  }
}

/** The directory that a mark stands in. */
function directoryOf(mark: Exclude<Mark, { kind: 'ignored' }>): string {
  return mark.kind === 'opaque' ? mark.path : parentOf(mark.path)
}
