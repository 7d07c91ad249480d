import type { EntryTable } from '../layer/entry-table.ts'
import type { LayerInventory } from '../layer/layer-inventory.ts'
import { type Mark, markOf } from './mark.ts'
import { type Content, Node } from './node.ts'
import { displayPath, nameOf, parentOf } from './path.ts'

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
  /** What hard links to files of lower layers share, by row. */
  readonly #lowerTargets = new Map<number, Content>()
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
    const { marks, files, fileBytes } = this.#survey()
    for (const mark of marks) if (mark.kind === 'opaque') this.#empty(this.#find(mark.path))
    for (const mark of marks) if (mark.kind === 'whiteout') this.#remove(this.#find(mark.path))
    // a mark's own directory is unpacked as any other, and hides what is no directory below
    for (const mark of marks) if (mark.kind !== 'ignored') this.#directory(directoryOf(mark))
    for (let row = 0; row < this.#table.length; row++) if (markOf(this.#table.path(row)) === undefined) this.#put(row)
    return { files, fileBytes, added: this.#added, modified: this.#modified, deleted: this.#removed.size }
  }

  /** Looks at all entries before the tree changes: marks count wherever they stand, and links see what marks then hide. */
  #survey(): { marks: Mark[]; files: number; fileBytes: number } {
    const table = this.#table
    const marks: Mark[] = []
    let files = 0
    let fileBytes = 0
    for (let row = 0; row < table.length; row++) {
      const mark = markOf(table.path(row))
      const type = table.type(row)
      if (mark !== undefined) marks.push(mark)
      else if (type === 'file') {
        files++
        fileBytes += table.size(row)
      } else if (type === 'hardlink') {
        files++
        const target = this.#find(table.rare.linkTargets.get(row)!)
        if (target?.content && target.children === null) this.#lowerTargets.set(row, target.content)
      }
    }
    return { marks, files, fileBytes }
  }

  #put(row: number): void {
    const path = this.#table.path(row)
    const type = this.#table.type(row)
    const isDirectory = type === 'directory'
    const content = type === 'hardlink' ? this.#linkTarget(path, row) : { layer: this.#layer, row, table: this.#table }
    const parent = this.#directory(parentOf(path))
    const old = parent.children!.get(nameOf(path))
    if (old === undefined) this.#count(path)
    else if (old.layer !== this.#layer && !(isDirectory && old.children && sameDirectory(old, content)))
      this.#modified++
    if (old?.children && isDirectory) {
      old.layer = this.#layer
      old.content = content
      return
    }
    if (old?.children) {
      this.#empty(old)
      this.#directories.clear()
    }
    const node = new Node(path, parent, this.#layer, content, isDirectory)
    parent.children!.set(node.name, node)
  }

  /** What a hard link shows: the file of this layer as it stands so far, else the one of the layers below. */
  #linkTarget(path: string, row: number): Content {
    const target = this.#table.rare.linkTargets.get(row)!
    const own = this.#find(target)
    if (own?.layer === this.#layer && own.content && own.children === null) return own.content
    const lower = this.#lowerTargets.get(row)
    if (lower) return lower
    this.#warnings.push(
      `${displayPath(path)} in layer ${this.#layer} is a hard link to ${displayPath(target)}, which is not there.`,
    )
    return { layer: this.#layer, row, table: this.#table }
  }

  /** The directory at `path`, made where no entry gives it. */
  #directory(path: string): Node {
    if (path === '/') return this.#root
    const known = this.#directories.get(path)
    if (known) return known
    const parent = this.#directory(parentOf(path))
    let node = parent.children!.get(nameOf(path))
    if (node === undefined || node.children === null) {
      if (node === undefined) this.#count(path)
      else if (node.layer !== this.#layer) this.#modified++
      node = new Node(path, parent, this.#layer, null, true)
      parent.children!.set(node.name, node)
    }
    this.#directories.set(path, node)
    return node
  }

  /** Counts a path that is not there at the moment. */
  #count(path: string): void {
    if (this.#removed.delete(path)) this.#modified++
    else this.#added++
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

/** The directory that a mark stands in. */
function directoryOf(mark: Exclude<Mark, { kind: 'ignored' }>): string {
  return mark.kind === 'opaque' ? mark.path : parentOf(mark.path)
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
