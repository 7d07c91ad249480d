import type { EntryTable } from '../layer/entry-table.ts'
import { nameOf } from './path.ts'
import type { TreeNode } from './tree.ts'

/** What a path shows: a row of a layer's table. */
export interface Content {
  readonly layer: number
  readonly table: EntryTable
  readonly row: number
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
  /** Null for implied directories. Hard links to one file share it. */
  content: Content | null

  constructor(path: string, parent: Node | null, layer: number, content: Content | null, isDirectory: boolean) {
    this.path = path
    this.name = nameOf(path)
    this.parent = parent
    this.layer = layer
    this.content = content
    this.children = isDirectory ? new Map() : null
  }

  get type(): TreeNode['type'] {
    if (this.content === null) return 'directory'
    const type = this.content.table.type(this.content.row)
    return type === 'hardlink' ? 'file' : type // a hard link whose target is nowhere is an empty file
  }

  get mode(): number {
    return this.content === null ? IMPLIED_MODE : this.content.table.columns.modes[this.content.row]!
  }

  get uid(): number {
    return this.content === null ? 0 : this.content.table.columns.uids[this.content.row]!
  }

  get gid(): number {
    return this.content === null ? 0 : this.content.table.columns.gids[this.content.row]!
  }

  get size(): number {
    return this.content === null ? 0 : this.content.table.columns.sizes[this.content.row]!
  }

  get mtime(): number {
    return this.content === null ? 0 : this.content.table.columns.mtimes[this.content.row]!
  }

  get linkTarget(): string | null {
    return this.type === 'symlink' ? this.content!.table.rare.linkTargets.get(this.content!.row)! : null
  }

  get xattrs(): ReadonlyMap<string, Uint8Array> | null {
    return this.content === null ? null : (this.content.table.rare.xattrs.get(this.content.row) ?? null)
  }

  get sha256(): string | null {
    return this.content === null ? null : this.content.table.sha256(this.content.row)
  }

  get contentLayer(): number {
    return this.content === null ? this.layer : this.content.layer
  }

  get inode(): number {
    // layers have at most a few million entries, so that the two numbers share a double
    return this.content === null ? -1 : this.content.layer * 2 ** 32 + this.content.row
  }
}
