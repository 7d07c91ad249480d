import { BrokenImageError } from '../../errors.ts'

/** The size of a tar block, and of a header. */
export const BLOCK_SIZE = 512

const NOTHING = new Uint8Array(0)

/**
 * A header block's fields (POSIX.1-2017, pax, "ustar Interchange Format"). Read when asked for, because extended headers often
 * say them better; the block's memory belongs to the chunk that it came in, so `keep` it to ask later.
 */
export class RawHeader {
  /** One character; `'0'` also for the NUL of pre-POSIX archives. */
  readonly type: string
  readonly isOldRegular: boolean
  readonly #block: Uint8Array
  readonly #offset: number

  /**
   * @param offset the block's place in the archive, for errors
   * @throws {BrokenImageError} when the checksum is wrong
   */
  constructor(block: Uint8Array, offset: number) {
    if (!checksumHolds(block)) {
      throw new BrokenImageError(`The tar archive is malformed: no valid header at byte ${offset}.`)
    }
    this.#block = block
    this.#offset = offset
    this.isOldRegular = block[156] === 0
    this.type = this.isOldRegular ? '0' : String.fromCharCode(block[156]!)
  }

  /** A copy that outlives the chunk. */
  keep(): RawHeader {
    return new RawHeader(new Uint8Array(this.#block), this.#offset)
  }

  get name(): Uint8Array {
    return field(this.#block, 0, 100)
  }

  get linkName(): Uint8Array {
    return field(this.#block, 157, 257)
  }

  /** The ustar prefix; empty for formats that use the space for something else. */
  get prefix(): Uint8Array {
    const posix = this.#hasMagic && this.#block[262] === 0
    return posix && this.#block[345] !== 0 ? field(this.#block, 345, isStar(this.#block) ? 476 : 500) : NOTHING
  }

  get mode(): number {
    return this.#number(100, 108)
  }

  get uid(): number {
    return this.#number(108, 116)
  }

  get gid(): number {
    return this.#number(116, 124)
  }

  get size(): number {
    return this.#number(124, 136)
  }

  get mtime(): number {
    return this.#number(136, 148)
  }

  /** To be asked of devices only: v7 headers end before it, and writers leave anything there for other entries. */
  get deviceMajor(): number {
    return this.#hasMagic ? this.#number(329, 337) : 0
  }

  get deviceMinor(): number {
    return this.#hasMagic ? this.#number(337, 345) : 0
  }

  get #hasMagic(): boolean {
    return this.#block[257] === 0x75 && this.#block[261] === 0x72 // the u and r of "ustar"
  }

  #number(start: number, end: number): number {
    return parseNumber(this.#block, start, end, this.#offset)
  }
}

const CHECKSUM_START = 148
const CHECKSUM_END = 156

/** Whether the block holds nothing but zeros: half of an end-of-archive mark. */
export function isZeroBlock(block: Uint8Array): boolean {
  for (let i = 0; i < BLOCK_SIZE; i++) if (block[i] !== 0) return false
  return true
}

/** The logical size of a sparse file in the old GNU format, from its header block. */
export function oldSparseRealSize(block: Uint8Array, offset: number): number {
  return parseNumber(block, 483, 495, offset)
}

/** A NUL-terminated field's bytes. */
function field(block: Uint8Array, start: number, end: number): Uint8Array {
  let length = start
  while (length < end && block[length] !== 0) length++
  return block.subarray(start, length)
}

/**
 * Reads a numeric field: octal digits, or GNU's base-256 (a big-endian two's complement number behind a set first bit).
 * @throws {BrokenImageError} when it is neither or beyond what a double holds exactly.
 */
export function parseNumber(block: Uint8Array, start: number, end: number, offset: number): number {
  const first = block[start]!
  if (first & 0x80) return parseBase256(block, start, end, offset)
  let at = start
  while (at < end && (block[at] === 0x20 || block[at] === 0)) at++
  let value = 0
  for (; at < end; at++) {
    const digit = block[at]! - 0x30
    if (digit >= 0 && digit <= 7) value = value * 8 + digit
    else if (block[at] === 0x20 || block[at] === 0) break
    else throw new BrokenImageError(`The tar archive is malformed: the header at byte ${offset} holds a bad number.`)
  }
  return value
}

function parseBase256(block: Uint8Array, start: number, end: number, offset: number): number {
  const negative = (block[start]! & 0x40) !== 0
  let value = negative ? -1 : 0
  for (let i = start; i < end; i++) {
    // the first byte's top bit is the mark of the encoding, the next one the sign
    const byte = i === start ? (block[i]! & 0x7f) | (negative ? 0x80 : 0) : block[i]!
    value = value * 256 + byte
    if (!Number.isSafeInteger(value)) {
      throw new BrokenImageError(
        `The tar archive is malformed: the header at byte ${offset} holds a number out of range.`,
      )
    }
  }
  return value
}

/** The sum of all bytes, with the checksum's own taken as spaces; some old writers summed signed bytes. */
function checksumHolds(block: Uint8Array): boolean {
  let stated = 0
  let digits = 0
  for (let i = CHECKSUM_START; i < CHECKSUM_END; i++) {
    const digit = block[i]! - 0x30
    if (digit >= 0 && digit <= 7) {
      stated = stated * 8 + digit
      digits++
    } else if (digits > 0) break
  }
  if (digits === 0) return false
  let unsigned = 0x20 * 8
  for (let i = 0; i < CHECKSUM_START; i++) unsigned += block[i]!
  for (let i = CHECKSUM_END; i < BLOCK_SIZE; i++) unsigned += block[i]!
  return stated === unsigned || stated === unsigned - 256 * countHigh(block)
}

/** Bytes that are negative when taken as signed, outside of the checksum. */
function countHigh(block: Uint8Array): number {
  let high = 0
  for (const [i, byte] of block.entries()) if (byte > 0x7f && (i < CHECKSUM_START || i >= CHECKSUM_END)) high++
  return high
}

/** star's variant of ustar, which keeps times behind a shorter prefix and marks itself with "tar\0" at the block's end. */
function isStar(block: Uint8Array): boolean {
  return block[508] === 0x74 && block[509] === 0x61 && block[510] === 0x72 && block[511] === 0
}
