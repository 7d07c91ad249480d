import type { EntryTable } from '../layer/entry-table.ts'
import type { LayerInventory } from '../layer/layer-inventory.ts'
import { type Content, Node } from './node.ts'
import { displayPath, nameOf, parentOf } from './path.ts'
import { type Mark, markOf } from './whiteout.ts'

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
  readonly warnings: readonly string[]
}

/**
 * Folds layers into the filesystem that a container sees, as an overlay of separately unpacked layers shows it (OCI image
 * specification, layer.md, "Applying Changesets"): marks hide what lower layers have, wherever they stand in their own
 * layer; a path given twice in a layer is what the later entry says; a directory that a layer only implies hides a lower
 * symlink or file of that name.
 */
export function squash(layers: readonly Pick<LayerInventory, 'entries'>[]): Squashed {
  const root = new Node('/', null, 0, null, true)
  const warnings: string[] = []
  const effects = layers.map(({ entries }, index) => new LayerFold(root, entries, index, warnings).apply())
  return { root, effects, warnings }
}

/** Applies one layer to the tree. */
class LayerFold {
  readonly #root: Node
  readonly #table: EntryTable
  readonly #layer: number
  readonly #warnings: string[]
  readonly #directories = new Map<string, Node>()
  /** Paths that this layer took away; one that it writes again counts as modified. */
  readonly #removed = new Set<string>()
  #added = 0
  #modified = 0

  constructor(root: Node, table: EntryTable, layer: number, warnings: string[]) {
    this.#root = root
    this.#table = table
    this.#layer = layer
    this.#warnings = warnings
  }

  apply(): LayerEffect {
    const { fresh, marks, files, fileBytes } = this.#read()
    for (const mark of marks) if (mark.kind === 'opaque') this.#empty(this.#find(mark.path))
    for (const mark of marks) if (mark.kind === 'whiteout') this.#remove(this.#find(mark.path))
    for (const [path, content] of fresh) this.#put(path, content)
    return { files, fileBytes, added: this.#added, modified: this.#modified, deleted: this.#removed.size }
  }

  /** Reads the table: which row each path ends up with, hard links followed, and the marks. */
  #read(): { fresh: Map<string, Content>; marks: Mark[]; files: number; fileBytes: number } {
    const table = this.#table
    const fresh = new Map<string, Content>()
    const marks: Mark[] = []
    let files = 0
    let fileBytes = 0
    for (let row = 0; row < table.length; row++) {
      const path = table.path(row)
      const mark = markOf(path)
      if (mark !== undefined) {
        marks.push(mark)
        continue
      }
      const type = table.type(row)
      if (type === 'file') fileBytes += table.size(row)
      if (type === 'file' || type === 'hardlink') files++
      fresh.set(path, type === 'hardlink' ? this.#linkSource(path, row, fresh) : { layer: this.#layer, row, table })
    }
    return { fresh, marks, files, fileBytes }
  }

  /** The file that a hard link names: of this layer as it stands so far, else of the layers below. */
  #linkSource(path: string, row: number, fresh: ReadonlyMap<string, Content>): Content {
    const target = this.#table.rare.linkTargets.get(row)!
    const own = fresh.get(target)
    if (own) return own
    const lower = this.#find(target)
    if (lower?.content && lower.children === null) return lower.content
    this.#warnings.push(
      `${displayPath(path)} in layer ${this.#layer} is a hard link to ${displayPath(target)}, which is not there.`,
    )
    return { layer: this.#layer, row, table: this.#table }
  }

  #put(path: string, content: Content): void {
    const parent = this.#directory(parentOf(path))
    const name = nameOf(path)
    const isDirectory = content.table.type(content.row) === 'directory'
    const old = parent.children!.get(name)
    if (old === undefined) this.#removed.delete(path) ? this.#modified++ : this.#added++
    else if (!(isDirectory && old.children && sameDirectory(old, content))) this.#modified++
    if (old?.children && isDirectory) {
      old.layer = this.#layer
      old.content = content
      return
    }
    if (old?.children) {
      this.#empty(old)
      this.#directories.clear()
    }
    parent.children!.set(name, new Node(path, parent, this.#layer, content, isDirectory))
  }

  /** The directory at `path`, made where no entry gives it. */
  #directory(path: string): Node {
    if (path === '/') return this.#root
    const known = this.#directories.get(path)
    if (known) return known
    const parent = this.#directory(parentOf(path))
    let node = parent.children!.get(nameOf(path))
    if (node === undefined || node.children === null) {
      if (node === undefined) this.#removed.delete(path) ? this.#modified++ : this.#added++
      else this.#modified++
      node = new Node(path, parent, this.#layer, null, true)
      parent.children!.set(node.name, node)
    }
    this.#directories.set(path, node)
    return node
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
    this.#empty(node)
    this.#removed.add(node.path)
    node.parent.children!.delete(node.name)
  }

  #empty(directory: Node | undefined): void {
    if (!directory?.children) return
    for (const child of directory.children.values()) {
      this.#empty(child)
      this.#removed.add(child.path)
    }
    directory.children.clear()
  }
}

/** Whether a directory's entry repeats what is there, as tars do for each directory on the way to a file. */
function sameDirectory(old: Node, content: Content): boolean {
  const { modes, uids, gids } = content.table.columns
  return (
    old.mode === modes[content.row] &&
    old.uid === uids[content.row] &&
    old.gid === gids[content.row] &&
    sameXattrs(old.xattrs, content.table.rare.xattrs.get(content.row) ?? null)
  )
}

function sameXattrs(a: ReadonlyMap<string, Uint8Array> | null, b: ReadonlyMap<string, Uint8Array> | null): boolean {
  if (a === null || b === null) return a === b
  if (a.size !== b.size) return false
  for (const [name, value] of a) {
    const other = b.get(name)
    if (other === undefined || !Buffer.from(value).equals(other)) return false
  }
  return true
}
