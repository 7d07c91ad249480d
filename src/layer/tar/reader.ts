import { BrokenImageError, LimitError } from '../../errors.ts'
import { displayPath, normalisePath } from '../../rootfs/path.ts'
import type { EntryHeader, EntryType } from '../entry.ts'
import { ExtendedHeaders, isExtendedHeader } from './extended-headers.ts'
import { BLOCK_SIZE, isZeroBlock, oldSparseRealSize, RawHeader } from './header.ts'
import {
  checkedSparseMap,
  type Extent,
  oldGnuExtents,
  paxExtents,
  paxSparseSize,
  type SparseMap,
  SparseMapReader,
} from './sparse.ts'
import { SparseContent } from './sparse-content.ts'
import { decodeName } from './text.ts'

/** What a reader tells as it goes. `data` is called for regular files only; its bytes are good as long as the pushed piece. */
export interface TarHandler {
  entry(header: EntryHeader): void
  /** The next bytes of the entry's logical content; holes come as zeros. */
  data(bytes: Uint8Array): void
  endEntry(): void
}

/** What an archive may ask for. */
export interface TarLimits {
  readonly maxEntries: number
  readonly maxPathBytes: number
  /** One extended header, a sparse file's map, or all global records together, in bytes. */
  readonly maxHeaderBytes: number
  /** The holes of all sparse files together, in bytes. */
  readonly maxHoleBytes: number
}

type State = 'header' | 'extended' | 'old-sparse' | 'sparse-map' | 'content' | 'padding' | 'zero' | 'end'

/** A sparse file whose map is still being read. */
interface PendingSparse {
  readonly raw: RawHeader
  readonly realSize: number
  storedBytes: number
  readonly extents: Extent[]
}

const TYPES: Readonly<Record<string, EntryType>> = {
  '0': 'file',
  '7': 'file',
  S: 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'character-device',
  '4': 'block-device',
  '5': 'directory',
  D: 'directory', // GNU incremental backups: a directory whose content is a list of names
  '6': 'fifo',
}

/**
 * Reads tar archives that are pushed in pieces of any size: v7, ustar, PAX, GNU, star, and sparse files of all four formats.
 * It never needs more memory than one extended header. Errors are thrown from `push` and `end`.
 */
export class TarReader {
  readonly #handler: TarHandler
  readonly #limits: TarLimits
  readonly #headers: ExtendedHeaders
  readonly #block = new Uint8Array(BLOCK_SIZE)
  #blockLength = 0
  #blockStart = 0
  #state: State = 'header'
  #offset = 0
  #entries = 0
  #holes = 0

  /** Stored bytes of the current member that are still to come, and the padding behind them. */
  #left = 0
  #padding = 0
  /** Whether an entry was told and not yet ended, and whether anyone wants its content. */
  #open = false
  #wanted = false

  #extended = new Uint8Array(0)
  #extendedType = ''
  #pending: PendingSparse | undefined
  #mapReader: SparseMapReader | undefined
  #sparse: SparseContent | undefined

  constructor(handler: TarHandler, limits: TarLimits) {
    this.#handler = handler
    this.#limits = limits
    this.#headers = new ExtendedHeaders(limits.maxHeaderBytes)
  }

  /** Where the next pushed byte stands in the archive. */
  get offset(): number {
    return this.#offset
  }

  /** Stored bytes ahead that no one needs: whoever can seek may call `skip` instead of pushing them. */
  get skippable(): number {
    if (this.#state === 'padding') return this.#padding
    return this.#state === 'content' && !this.#wanted ? this.#left + this.#padding : 0
  }

  /** Where the stored content of the current member ends. */
  get contentEnd(): number {
    return this.#offset + this.#left
  }

  /** Passes over `bytes` of what `skippable` offered: more than none. */
  skip(bytes: number): void {
    this.#offset += bytes
    const content = Math.min(bytes, this.#left)
    this.#left -= content
    this.#padding -= bytes - content
    if (this.#left === 0) this.#endContent()
  }

  /** Makes the current entry's content skippable; its `data` is not called. To be called from `entry`. */
  discard(): void {
    this.#wanted = false
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) {
      const used = this.#take(chunk, at)
      this.#offset += used
      at += used
    }
  }

  /** Says that nothing follows. @throws {BrokenImageError} when the archive stops inside a header or a file's content. */
  end(): void {
    const insideContent = this.#state === 'content' && this.#left > 0
    const insideHeader =
      this.#state === 'extended' ||
      this.#state === 'old-sparse' ||
      this.#state === 'sparse-map' ||
      (this.#state === 'header' && (this.#blockLength > 0 || this.#headers.arePending))
    if (insideContent || insideHeader) {
      const where = insideContent ? "a file's content" : 'a header'
      throw new BrokenImageError(`The tar archive is truncated: it ends at byte ${this.#offset}, inside ${where}.`)
    }
  }

  /** Takes some bytes of the chunk from `at` on, and says how many. */
  #take(chunk: Uint8Array, at: number): number {
    switch (this.#state) {
      case 'content':
        return this.#takeContent(chunk, at)
      case 'padding': {
        const length = Math.min(this.#padding, chunk.length - at)
        this.#padding -= length
        if (this.#padding === 0) this.#state = 'header'
        return length
      }
      case 'extended':
        return this.#takeExtended(chunk, at)
      case 'end':
        return chunk.length - at
      default:
        return this.#takeBlock(chunk, at)
    }
  }

  /** Gathers a block: aligned, in memory of our own, whatever pieces it comes in. */
  #takeBlock(chunk: Uint8Array, at: number): number {
    this.#blockStart = this.#offset - this.#blockLength
    const length = Math.min(BLOCK_SIZE - this.#blockLength, chunk.length - at)
    this.#block.set(chunk.subarray(at, at + length), this.#blockLength)
    this.#blockLength += length
    if (this.#blockLength === BLOCK_SIZE) {
      this.#blockLength = 0
      this.#readBlock(this.#block)
    }
    return length
  }

  #readBlock(block: Uint8Array): void {
    if (this.#state === 'old-sparse') this.#readOldSparse(block)
    else if (this.#state === 'sparse-map') this.#readSparseMap(block)
    else if (isZeroBlock(block)) this.#state = this.#state === 'zero' ? 'end' : 'zero'
    else if (this.#state === 'zero') {
      // Two blocks of zeros end an archive; Go's reader, and so every engine, refuses one block with something behind it.
      throw new BrokenImageError(
        `The tar archive is malformed: an entry follows the end mark at byte ${this.#blockStart}.`,
      )
    } else this.#readHeader(block)
  }

  #readHeader(block: Uint8Array): void {
    const raw = new RawHeader(block, this.#blockStart)
    if (isExtendedHeader(raw.type)) {
      this.#startExtended(raw)
      return
    }
    const size = this.#headers.number('size', raw)
    if (raw.type === 'S') {
      const extents = oldGnuExtents(block, 386, 4, this.#blockStart)
      this.#pending = {
        raw: raw.keep(),
        realSize: oldSparseRealSize(block, this.#blockStart),
        storedBytes: size,
        extents,
      }
      if (block[482] !== 0) this.#state = 'old-sparse'
      else this.#startSparse()
      return
    }
    const realSize = TYPES[raw.type] === 'file' ? paxSparseSize(this.#headers.local) : undefined
    if (realSize !== undefined) this.#startPaxSparse(raw, size, realSize)
    else this.#startEntry(raw, this.#typeOf(raw), size, undefined)
  }

  #readOldSparse(block: Uint8Array): void {
    const { extents } = this.#pending!
    extents.push(...oldGnuExtents(block, 0, 21, this.#blockStart))
    this.#headers.admit(extents.length * 24)
    if (block[504] === 0) this.#startSparse()
  }

  #startPaxSparse(raw: RawHeader, size: number, realSize: number): void {
    const extents = paxExtents(this.#headers.local)
    if (extents !== undefined) {
      this.#pending = { raw, realSize, storedBytes: size, extents }
      this.#startSparse()
      return
    }
    // Format 1.0. bsdtar states the logical size in PAX `size`; then only the header's own field has the stored one.
    const storedBytes = size === realSize && raw.size > 0 ? raw.size : size
    this.#pending = { raw: raw.keep(), realSize, storedBytes, extents: [] }
    this.#mapReader = new SparseMapReader(this.#limits.maxHeaderBytes)
    this.#state = 'sparse-map'
  }

  #readSparseMap(block: Uint8Array): void {
    const extents = this.#mapReader!.push(block)
    if (extents === undefined) return
    this.#pending!.extents.push(...extents)
    this.#pending!.storedBytes -= this.#mapReader!.length
    this.#mapReader = undefined
    this.#startSparse()
  }

  #startSparse(): void {
    const { raw, realSize, storedBytes, extents } = this.#pending!
    this.#pending = undefined
    const map = checkedSparseMap(realSize, extents, storedBytes)
    this.#holes += realSize - storedBytes
    if (this.#holes > this.#limits.maxHoleBytes) {
      throw new LimitError(
        `The layer's sparse files have more than ${this.#limits.maxHoleBytes} bytes of holes`,
        'max-hole-size',
      )
    }
    this.#startEntry(raw, 'file', storedBytes, map)
  }

  /** Tells an entry; `type` is undefined for members that a filesystem does not show (GNU volume labels and the like). */
  #startEntry(raw: RawHeader, type: EntryType | undefined, size: number, sparse: SparseMap | undefined): void {
    if (size < 0)
      throw new BrokenImageError(`The tar archive is malformed: a negative size before byte ${this.#blockStart}.`)
    if (++this.#entries > this.#limits.maxEntries) {
      throw new LimitError(`The layer has more than ${this.#limits.maxEntries} entries`, 'max-entries')
    }
    // Links, devices and directories have no content whatever their size field says; a GNU dump directory has its list.
    const headerOnly = type !== undefined && type !== 'file' && raw.type !== 'D'
    this.#left = headerOnly ? 0 : size
    this.#padding = (BLOCK_SIZE - (this.#left % BLOCK_SIZE)) % BLOCK_SIZE
    this.#sparse = sparse && new SparseContent(sparse, this.#handler)
    this.#wanted = type === 'file'
    this.#open = type !== undefined
    this.#state = 'content'
    const header = type && this.#header(raw, type, sparse ? sparse.size : size)
    this.#headers.forget()
    if (header) this.#handler.entry(header)
    if (this.#left === 0) this.#endContent()
  }

  #takeContent(chunk: Uint8Array, at: number): number {
    const length = Math.min(this.#left, chunk.length - at)
    if (this.#wanted) {
      const bytes = chunk.subarray(at, at + length)
      if (this.#sparse) this.#sparse.push(bytes)
      else this.#handler.data(bytes)
    }
    this.#left -= length
    if (this.#left === 0) this.#endContent()
    return length
  }

  #endContent(): void {
    this.#state = this.#padding > 0 ? 'padding' : 'header'
    if (!this.#open) return
    if (this.#wanted) this.#sparse?.end()
    this.#open = false
    this.#handler.endEntry()
  }

  #startExtended(raw: RawHeader): void {
    this.#headers.admit(raw.size)
    this.#extendedType = raw.type
    this.#extended = new Uint8Array(raw.size)
    this.#left = raw.size
    this.#padding = (BLOCK_SIZE - (raw.size % BLOCK_SIZE)) % BLOCK_SIZE
    this.#state = raw.size > 0 ? 'extended' : 'header'
  }

  #takeExtended(chunk: Uint8Array, at: number): number {
    const length = Math.min(this.#left, chunk.length - at)
    this.#extended.set(chunk.subarray(at, at + length), this.#extended.length - this.#left)
    this.#left -= length
    if (this.#left > 0) return length
    this.#headers.take(this.#extendedType, this.#extended)
    this.#state = this.#padding > 0 ? 'padding' : 'header'
    return length
  }

  #typeOf(raw: RawHeader): EntryType | undefined {
    // pre-POSIX archives mark directories by a slash at the end of their name
    if (raw.isOldRegular && raw.name.at(-1) === 0x2f) return 'directory'
    return TYPES[raw.type]
  }

  #header(raw: RawHeader, type: EntryType, size: number): EntryHeader {
    const device = type === 'character-device' || type === 'block-device'
    const link = type === 'hardlink' || type === 'symlink' ? this.#headers.linkName(raw) : undefined
    return {
      path: this.#path(this.#headers.name(raw)),
      type,
      mode: raw.mode & 0o7777,
      uid: this.#headers.number('uid', raw),
      gid: this.#headers.number('gid', raw),
      size: type === 'file' ? size : 0,
      mtime: this.#headers.number('mtime', raw),
      linkTarget: link ? (type === 'hardlink' ? this.#path(link) : this.#name(link)) : null,
      xattrs: this.#headers.xattrs(),
      device: device ? { major: raw.deviceMajor, minor: raw.deviceMinor } : null,
    }
  }

  #path(name: Uint8Array): string {
    const text = this.#name(name)
    const { path, escapes } = normalisePath(text)
    if (!escapes) return path
    // Docker and Podman refuse such a layer too ("breakout").
    const shown = JSON.stringify(displayPath(text))
    throw new BrokenImageError(`The layer is hostile: its entry ${shown} leads out of the root directory.`)
  }

  #name(bytes: Uint8Array): string {
    if (bytes.length > this.#limits.maxPathBytes) {
      const limit = this.#limits.maxPathBytes
      throw new LimitError(`The layer has a name of ${bytes.length} bytes, more than ${limit}`, 'max-path-length')
    }
    if (bytes.includes(0)) throw new BrokenImageError('The tar archive is malformed: a name holds a NUL byte.')
    return decodeName(bytes)
  }
}
