import { BrokenImageError } from '../../errors.ts'

/** The size of a tar block, and of a header. */
export const BLOCK_SIZE = 512

/** A header block's fields, undecoded where their meaning depends on what stands before it. POSIX.1-2017, pax, "ustar". */
export interface RawHeader {
  readonly name: Uint8Array
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  readonly mtime: number
  /** One character; `'0'` also for the NUL of pre-POSIX archives. */
  readonly type: string
  readonly isOldRegular: boolean
  readonly linkName: Uint8Array
  readonly deviceMajor: number
  readonly deviceMinor: number
  /** The ustar prefix; empty for formats that use the space for something else. */
  readonly prefix: Uint8Array
}

const CHECKSUM_START = 148
const CHECKSUM_END = 156

/** Whether the block holds nothing but zeros: half of an end-of-archive mark. */
export function isZeroBlock(block: Uint8Array): boolean {
  for (let i = 0; i < BLOCK_SIZE; i++) if (block[i] !== 0) return false
  return true
}

/**
 * Reads a header block.
 * @throws {BrokenImageError} when the checksum or a number is wrong; `offset` is the block's place in the archive.
 */
export function parseHeader(block: Uint8Array, offset: number): RawHeader {
  if (!checksumHolds(block)) {
    throw new BrokenImageError(`The tar archive is malformed: no valid header at byte ${offset}.`)
  }
  const number = (start: number, end: number): number => parseNumber(block, start, end, offset)
  const typeFlag = block[156]!
  const magic = block[257] === 0x75 && block[261] === 0x72 // the u and r of "ustar"
  const posix = magic && block[262] === 0
  return {
    name: field(block, 0, 100),
    mode: number(100, 108),
    uid: number(108, 116),
    gid: number(116, 124),
    size: number(124, 136),
    mtime: number(136, 148),
    type: typeFlag === 0 ? '0' : String.fromCharCode(typeFlag),
    isOldRegular: typeFlag === 0,
    linkName: field(block, 157, 257),
    // v7 headers end before these fields, and writers leave anything there for entries that are no devices
    deviceMajor: magic && isDevice(typeFlag) ? number(329, 337) : 0,
    deviceMinor: magic && isDevice(typeFlag) ? number(337, 345) : 0,
    prefix: posix ? field(block, 345, isStar(block) ? 476 : 500) : new Uint8Array(0),
  }
}

/** The logical size of a sparse file in the old GNU format, from its header block. */
export function oldSparseRealSize(block: Uint8Array, offset: number): number {
  return parseNumber(block, 483, 495, offset)
}

/** A NUL-terminated field's bytes. */
function field(block: Uint8Array, start: number, end: number): Uint8Array {
  const nul = block.indexOf(0, start)
  return block.subarray(start, nul === -1 || nul > end ? end : nul)
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

/** The sum of all bytes with the checksum taken as spaces; some old writers summed signed bytes. */
function checksumHolds(block: Uint8Array): boolean {
  let unsigned = 0x20 * 8
  let high = 0
  for (let i = 0; i < BLOCK_SIZE; i++) {
    if (i === CHECKSUM_START) i = CHECKSUM_END
    const byte = block[i]!
    unsigned += byte
    high += byte >> 7
  }
  let stated = 0
  let digits = 0
  for (let i = CHECKSUM_START; i < CHECKSUM_END; i++) {
    const digit = block[i]! - 0x30
    if (digit >= 0 && digit <= 7) {
      stated = stated * 8 + digit
      digits++
    } else if (digits > 0) break
  }
  return digits > 0 && (stated === unsigned || stated === unsigned - high * 256)
}

function isDevice(typeFlag: number): boolean {
  return typeFlag === 0x33 || typeFlag === 0x34
}

/** star's variant of ustar, which keeps times behind a shorter prefix and marks itself with "tar\0" at the block's end. */
function isStar(block: Uint8Array): boolean {
  return block[508] === 0x74 && block[509] === 0x61 && block[510] === 0x72 && block[511] === 0
}
