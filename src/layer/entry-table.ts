import type { EntryHeader, EntryType } from './entry.ts'

/** Entry types by the number that stands for them in a table. Stored in caches: append only. */
const TYPES: readonly EntryType[] = [
  'file',
  'hardlink',
  'directory',
  'symlink',
  'character-device',
  'block-device',
  'fifo',
]
const TYPE_NUMBERS = new Map(TYPES.map((type, number) => [type, number]))

const SHA256_BYTES = 32

/** What few entries have, by row. */
export interface RareFields {
  readonly linkTargets: Map<number, string>
  readonly xattrs: Map<number, ReadonlyMap<string, Uint8Array>>
  readonly devices: Map<number, { readonly major: number; readonly minor: number }>
}

/** The numeric columns, each as long as the table (digests: 32 bytes a row). */
export interface Columns {
  readonly types: Uint8Array
  readonly modes: Uint16Array
  readonly uids: Float64Array
  readonly gids: Float64Array
  readonly sizes: Float64Array
  readonly mtimes: Float64Array
  readonly digests: Uint8Array
}

/**
 * The entries of a layer, in the order of its tar, as columns: a hundred thousand of them travel between threads and to and
 * from the cache without becoming objects.
 */
export class EntryTable {
  readonly paths: readonly string[]
  readonly columns: Columns
  readonly rare: RareFields

  constructor(paths: readonly string[], columns: Columns, rare: RareFields) {
    this.paths = paths
    this.columns = columns
    this.rare = rare
  }

  get length(): number {
    return this.paths.length
  }

  path(row: number): string {
    return this.paths[row]!
  }

  type(row: number): EntryType {
    return TYPES[this.columns.types[row]!]!
  }

  size(row: number): number {
    return this.columns.sizes[row]!
  }

  /** The SHA-256 of a regular file's content, in hexadecimal; null for other entries. */
  sha256(row: number): string | null {
    return this.sha256Bytes(row)?.toString('hex') ?? null
  }

  /** The same as bytes of the table, not to be changed. */
  sha256Bytes(row: number): Buffer | null {
    if (this.type(row) !== 'file') return null
    const { buffer, byteOffset } = this.columns.digests
    return Buffer.from(buffer, byteOffset + row * SHA256_BYTES, SHA256_BYTES)
  }
}

/** Builds an EntryTable entry by entry. */
export class EntryTableBuilder {
  readonly #paths: string[] = []
  readonly #rare: RareFields = { linkTargets: new Map(), xattrs: new Map(), devices: new Map() }
  #columns = allocate(256)

  /** Adds an entry; gives its row. */
  add(entry: EntryHeader): number {
    const row = this.#paths.length
    if (row === this.#columns.types.length) this.#columns = resized(this.#columns, row * 2)
    const columns = this.#columns
    this.#paths.push(entry.path)
    columns.types[row] = TYPE_NUMBERS.get(entry.type)!
    columns.modes[row] = entry.mode
    columns.uids[row] = entry.uid
    columns.gids[row] = entry.gid
    columns.sizes[row] = entry.size
    columns.mtimes[row] = entry.mtime
    if (entry.linkTarget !== null) this.#rare.linkTargets.set(row, entry.linkTarget)
    if (entry.xattrs !== null) this.#rare.xattrs.set(row, entry.xattrs)
    if (entry.device !== null) this.#rare.devices.set(row, entry.device)
    return row
  }

  setSha256(row: number, digest: Uint8Array): void {
    this.#columns.digests.set(digest, row * SHA256_BYTES)
  }

  build(): EntryTable {
    return new EntryTable(this.#paths, resized(this.#columns, this.#paths.length), this.#rare)
  }
}

function allocate(rows: number): Columns {
  return {
    types: new Uint8Array(rows),
    modes: new Uint16Array(rows),
    uids: new Float64Array(rows),
    gids: new Float64Array(rows),
    sizes: new Float64Array(rows),
    mtimes: new Float64Array(rows),
    digests: new Uint8Array(rows * SHA256_BYTES),
  }
}

function resized(old: Columns, rows: number): Columns {
  const columns = allocate(rows)
  const keep = Math.min(rows, old.types.length)
  columns.types.set(old.types.subarray(0, keep))
  columns.modes.set(old.modes.subarray(0, keep))
  columns.uids.set(old.uids.subarray(0, keep))
  columns.gids.set(old.gids.subarray(0, keep))
  columns.sizes.set(old.sizes.subarray(0, keep))
  columns.mtimes.set(old.mtimes.subarray(0, keep))
  columns.digests.set(old.digests.subarray(0, keep * SHA256_BYTES))
  return columns
}
