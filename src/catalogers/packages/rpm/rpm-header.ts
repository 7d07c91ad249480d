import { BrokenImageError } from '../../../errors.ts'
import { decodeName } from '../../../layer/tar/text.ts'
import { viewOf } from './data-view.ts'

/** The tags of rpm's headers that are read here (rpm's include/rpm/rpmtag.h). */
export const RpmTag = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  license: 1014,
  architecture: 1022,
  oldFileNames: 1027,
  fileStates: 1029,
  sourceRpm: 1044,
  provideName: 1047,
  requireName: 1049,
  dirIndexes: 1116,
  baseNames: 1117,
  dirNames: 1118,
} as const

/** rpm's own bounds (HEADER_TAGS_MAX and HEADER_DATA_MAX in lib/header.c). */
const MAX_ENTRIES = 0xffff
const MAX_DATA_SIZE = 0x0fffffff
/** The most strings of one tag: no package has as many files, and an array of all that fit would take gigabytes. */
const MAX_STRINGS = 1 << 20

/** The fixed part before the index, and one entry of the index, in bytes. */
const INTRO_SIZE = 8
const ENTRY_SIZE = 16

/** Types of data, and how many bytes one number of it takes (rpm's include/rpm/rpmtag.h). */
const NUMBER_SIZES: ReadonlyMap<number, 1 | 2 | 4> = new Map([
  [1, 1], // CHAR
  [2, 1], // INT8
  [3, 2], // INT16
  [4, 4], // INT32
])
const STRING = 6
const STRING_ARRAY = 8
const I18N_STRING = 9

interface IndexEntry {
  readonly type: number
  readonly offset: number
  readonly count: number
}

/**
 * The header of an installed package, as an rpm database stores it: the numbers of index entries and of data bytes, the
 * index, the data; all big-endian (rpm's docs/manual/format_header.md, without the magic that package files have).
 *
 * Regions (tags 61 to 63) need no care: the entries in and after a region have offsets into the same data. Where a tag
 * comes twice the later one counts, because what rpm adds on installing ("dribbles") follows the region.
 */
export class RpmHeader {
  readonly #entries = new Map<number, IndexEntry>()
  readonly #data: Uint8Array
  readonly #view: DataView

  /** @throws {BrokenImageError} when the index or the data do not fit into the blob. */
  constructor(blob: Uint8Array) {
    if (blob.length < INTRO_SIZE) throw new BrokenImageError('a package header is cut short')
    const view = viewOf(blob)
    const entries = view.getUint32(0)
    const dataSize = view.getUint32(4)
    const dataStart = INTRO_SIZE + entries * ENTRY_SIZE
    if (entries > MAX_ENTRIES || dataSize > MAX_DATA_SIZE || dataStart + dataSize > blob.length) {
      throw new BrokenImageError(
        `a package header claims ${entries} tags and ${dataSize} bytes of data, more than it has`,
      )
    }
    this.#data = blob.subarray(dataStart, dataStart + dataSize)
    this.#view = viewOf(this.#data)
    for (let at = INTRO_SIZE; at < dataStart; at += ENTRY_SIZE) {
      const [type, offset, count] = [view.getUint32(at + 4), view.getUint32(at + 8), view.getUint32(at + 12)]
      this.#entries.set(view.getUint32(at), { type, offset, count })
    }
  }

  /** The tag's string, or its first one; undefined without the tag. Bytes that are not UTF-8 are replaced. */
  text(tag: number): string | undefined {
    return this.#strings(tag, 1)[0]?.toWellFormed()
  }

  /** The tag's strings; empty without the tag. Bytes that are not UTF-8 stand as `EntryHeader.path` has them. */
  names(tag: number): readonly string[] {
    return this.#strings(tag, Number.POSITIVE_INFINITY)
  }

  /** The tag's number at the index, unsigned; undefined without the tag and past its end. */
  number(tag: number, index: number): number | undefined {
    const entry = this.#entries.get(tag)
    if (entry === undefined || index >= entry.count) return undefined
    const size = NUMBER_SIZES.get(entry.type)
    if (size === undefined) throw new BrokenImageError(`tag ${tag} of a package header is not made of numbers`)
    const at = entry.offset + index * size
    if (at + size > this.#data.length) throw new BrokenImageError(`tag ${tag} of a package header points outside of it`)
    return size === 4 ? this.#view.getUint32(at) : size === 2 ? this.#view.getUint16(at) : this.#view.getUint8(at)
  }

  #strings(tag: number, limit: number): readonly string[] {
    const entry = this.#entries.get(tag)
    if (entry === undefined) return []
    if (entry.type !== STRING && entry.type !== STRING_ARRAY && entry.type !== I18N_STRING) {
      throw new BrokenImageError(`tag ${tag} of a package header is not made of strings`)
    }
    const count = Math.min(entry.count, limit)
    if (count === 0) return []
    if (count > MAX_STRINGS) throw new BrokenImageError(`tag ${tag} of a package header claims ${count} strings`)
    let end = entry.offset - 1
    for (let i = 0; i < count; i++) {
      end = this.#data.indexOf(0, end + 1)
      if (end === -1) throw new BrokenImageError(`tag ${tag} of a package header points outside of it`)
    }
    return decodeName(this.#data.subarray(entry.offset, end)).split('\0')
  }
}
