import type { EntryTable } from '../layer/entry-table.ts'
import type { TreeNode } from './tree.ts'

/** A layer's table in an image. */
export interface LayerTable {
  readonly layer: number
  readonly table: EntryTable
  /** What its rows are counted from, so that every row of the image has a number of its own. */
  readonly firstInode: number
}

/** A directory that no layer lists, but that a path below it needs. Engines make such directories with this mode. */
const IMPLIED_MODE = 0o755

/** A node of the squashed tree. What it is stands in the tables; a node only points there. */
export class Node implements TreeNode {
  readonly path: string
  readonly name: string
  readonly parent: Node | null
  readonly children: Map<string, Node> | null
  layer: number
  /** Where the path's content stands; null for implied directories. Hard links to one file have the same. */
  source: LayerTable | null = null
  row = -1
  earlier: Node[] | null = null

  constructor(path: string, name: string, parent: Node | null, layer: number, isDirectory: boolean) {
    this.path = path
    this.name = name
    this.parent = parent
    this.layer = layer
    this.children = isDirectory ? new Map() : null
  }

  /** Keeps what a directory is, before a layer changes it. */
  remember(): void {
    const copy = new Node(this.path, this.name, this.parent, this.layer, false)
    copy.source = this.source
    copy.row = this.row
    this.earlier ??= []
    this.earlier.push(copy)
  }

  get type(): TreeNode['type'] {
    if (this.source === null) return 'directory'
    const type = this.source.table.type(this.row)
    return type === 'hardlink' ? 'file' : type // a hard link whose target is nowhere is an empty file
  }

  get mode(): number {
    return this.source === null ? IMPLIED_MODE : this.source.table.columns.modes[this.row]!
  }

  get uid(): number {
    return this.source === null ? 0 : this.source.table.columns.uids[this.row]!
  }

  get gid(): number {
    return this.source === null ? 0 : this.source.table.columns.gids[this.row]!
  }

  get size(): number {
    return this.source === null ? 0 : this.source.table.columns.sizes[this.row]!
  }

  get mtime(): number {
    return this.source === null ? 0 : this.source.table.columns.mtimes[this.row]!
  }

  get linkTarget(): string | null {
    return this.type === 'symlink' ? this.source!.table.rare.linkTargets.get(this.row)! : null
  }

  get xattrs(): ReadonlyMap<string, Uint8Array> | null {
    return this.source === null ? null : (this.source.table.rare.xattrs.get(this.row) ?? null)
  }

  get sha256(): string | null {
    return this.source === null ? null : this.source.table.sha256(this.row)
  }

  get sha256Bytes(): Uint8Array | null {
    return this.source === null ? null : this.source.table.sha256Bytes(this.row)
  }

  get device(): TreeNode['device'] {
    return this.source === null ? null : (this.source.table.rare.devices.get(this.row) ?? null)
  }

  get contentLayer(): number {
    return this.source === null ? this.layer : this.source.layer
  }

  get inode(): number {
    return this.source === null ? -1 : this.source.firstInode + this.row
  }
}
