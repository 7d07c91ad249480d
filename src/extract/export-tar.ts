import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { EntryHeader } from '../layer/entry.ts'
import type { RareFields } from '../layer/entry-table.ts'
import type { EntryListener } from '../layer/replay.ts'
import { END_OF_ARCHIVE, paddingOf, tarHeader } from '../layer/tar/writer.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import { type EntryPaths, planExtraction } from './plan.ts'
import { type ExtractOptions, readLayer } from './read-layer.ts'

/** Small pieces are gathered into ones of this size. */
const PIECE_BYTES = 256 * 1024

/**
 * Streams the final filesystem as a tar, with modes, owners, times, extended attributes, hard links and devices as the layers
 * have them; holes of sparse files come as zeros. Each layer is read once, base first, and what it has that is still to be
 * seen is written in its order: directories before what is in them, hard links right behind the file that they name. The
 * root directory's own entry, where layers have one, comes last, because only then is it known. The same image gives the same
 * bytes. The inventory's image must still be open. Each piece is the receiver's own.
 * @throws {BrokenImageError} when a layer is not the one that the inventory knows, {UnavailableError} when it cannot be had:
 *   what came before is then not to be used.
 */
export async function* exportTar(
  inventory: Pick<ImageInventory, 'layers' | 'tree'>,
  options: ExtractOptions = {},
): AsyncGenerator<Uint8Array> {
  const plan = planExtraction(inventory)
  const archive = new Archive()
  for (const [index, { inventory: known }] of inventory.layers.entries()) {
    const selection = new Selection(archive, plan.entries[index]!, known.entries.rare)
    for await (const _ of readLayer(inventory, index, selection, options)) yield* gathered(archive.take())
  }
  for (const node of plan.directories) archive.directory(node)
  archive.end()
  yield* gathered(archive.take())
}

/** Picks from a layer what the final filesystem shows. */
class Selection implements EntryListener {
  readonly #archive: Archive
  readonly #entries: ReadonlyMap<number, EntryPaths>
  readonly #rare: RareFields
  #current: EntryPaths | undefined

  constructor(archive: Archive, entries: ReadonlyMap<number, EntryPaths>, rare: RareFields) {
    this.#archive = archive
    this.#entries = entries
    this.#rare = rare
  }

  entry(header: EntryHeader, row: number | null): boolean {
    if (row === null) this.#archive.root = header
    const paths = row === null ? undefined : this.#entries.get(row)
    if (paths === undefined || row === null) return false
    const [node] = paths
    if (node.children !== null) {
      this.#archive.directory(node)
      return false
    }
    this.#current = paths
    this.#archive.entry({ ...fieldsOf(node), device: this.#rare.devices.get(row) ?? null }, node)
    return true
  }

  data(bytes: Uint8Array): void {
    this.#archive.content(bytes)
  }

  endEntry(): void {
    if (this.#current === undefined) return
    const [target, ...links] = this.#current
    this.#current = undefined
    this.#archive.content(paddingOf(target.size))
    for (const link of links) {
      const fields = { ...fieldsOf(link), type: 'hardlink', size: 0, linkTarget: target.path, xattrs: null } as const
      this.#archive.entry(fields, link)
    }
  }
}

/** A tar that comes into being. */
class Archive {
  /** The root directory, as the topmost layer that lists it has it. */
  root: EntryHeader | undefined
  readonly #directories = new Set<TreeNode>()
  #pieces: Uint8Array[] = []

  /** Writes a directory, and those on the way to it, unless that is done. */
  directory(node: TreeNode): void {
    const missing: TreeNode[] = []
    for (let at: TreeNode | null = node; at?.parent && !this.#directories.has(at); at = at.parent) missing.push(at)
    for (const directory of missing.reverse()) {
      this.#directories.add(directory)
      this.#pieces.push(tarHeader(fieldsOf(directory)))
    }
  }

  /** Writes the header of an entry that is no directory. */
  entry(header: EntryHeader, { parent }: TreeNode): void {
    if (parent !== null) this.directory(parent)
    this.#pieces.push(tarHeader(header))
  }

  content(bytes: Uint8Array): void {
    this.#pieces.push(bytes)
  }

  end(): void {
    if (this.root !== undefined) this.#pieces.push(tarHeader(this.root))
    this.#pieces.push(END_OF_ARCHIVE)
  }

  /** What was written since the last time. */
  take(): Uint8Array[] {
    const pieces = this.#pieces
    this.#pieces = []
    return pieces
  }
}

function fieldsOf(node: TreeNode): EntryHeader {
  const { path, type, mode, uid, gid, size, mtime, linkTarget, xattrs } = node
  return { path, type, mode, uid, gid, size, mtime, linkTarget, xattrs, device: null }
}

/** The same bytes in pieces that are worth a write each. */
function* gathered(pieces: readonly Uint8Array[]): Generator<Uint8Array> {
  let start = 0
  let length = 0
  for (const [index, piece] of pieces.entries()) {
    length += piece.length
    if (length < PIECE_BYTES) continue
    yield Buffer.concat(pieces.slice(start, index + 1))
    start = index + 1
    length = 0
  }
  if (length > 0) yield Buffer.concat(pieces.slice(start))
}
