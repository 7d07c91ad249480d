import { BrokenImageError } from '../../errors.ts'
import { BLOCK_SIZE, parseNumber } from './header.ts'
import { decimal, type PaxHeader, paxNumber } from './pax.ts'

/** A stretch of a sparse file that has data; the rest is holes. */
export interface Extent {
  readonly offset: number
  readonly length: number
}

/** Where the data of a sparse file goes (GNU tar manual, "Storing Sparse Files"). */
export interface SparseMap {
  /** Logical bytes, holes included. */
  readonly size: number
  readonly extents: readonly Extent[]
}

/**
 * Checks that the extents ascend, lie inside the file, and take exactly the stored bytes.
 * @throws {BrokenImageError} when they do not.
 */
export function checkedSparseMap(size: number, extents: readonly Extent[], storedBytes: number): SparseMap {
  let end = 0
  let stored = 0
  for (const { offset, length } of extents) {
    if (offset < end || length < 0 || offset + length > size) throw malformed()
    end = offset + length
    stored += length
  }
  if (stored !== storedBytes) throw malformed()
  return { size, extents }
}

/** Reads `count` extents of the old GNU format: pairs of twelve-byte numbers, ended by an empty one. */
export function oldGnuExtents(block: Uint8Array, start: number, count: number, archiveOffset: number): Extent[] {
  const extents: Extent[] = []
  for (let i = 0; i < count; i++) {
    const at = start + i * 24
    if (block[at] === 0) break
    const offset = parseNumber(block, at, at + 12, archiveOffset)
    extents.push({ offset, length: parseNumber(block, at + 12, at + 24, archiveOffset) })
  }
  return extents
}

/** A sparse file that PAX headers of format 0.0 or 0.1 describe. */
export function paxExtents(header: PaxHeader): Extent[] | undefined {
  const map = header.records.get('GNU.sparse.map')
  const numbers = map ? splitNumbers(map) : header.sparsePairs
  if (numbers.length === 0 && !map && !header.records.has('GNU.sparse.size')) return undefined
  return pairs(numbers)
}

/** The logical size that PAX headers of any sparse format state. */
export function paxSparseSize(header: PaxHeader): number | undefined {
  for (const key of ['GNU.sparse.realsize', 'GNU.sparse.size']) {
    const value = header.records.get(key)
    if (value) return paxNumber(key, value)
  }
  return undefined
}

/** Reads the map that format 1.0 keeps in front of the data: decimal lines, padded to a block. Fed block by block. */
export class SparseMapReader {
  readonly #numbers: number[] = []
  readonly #limit: number
  #digits: number[] = []
  #blocks = 0

  /** @param limit the number of bytes that the map may take */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Bytes that the map took so far. */
  get length(): number {
    return this.#blocks * BLOCK_SIZE
  }

  /** Takes one block; gives the extents once the map is complete. @throws {BrokenImageError} when it is malformed. */
  push(block: Uint8Array): Extent[] | undefined {
    this.#blocks++
    if (this.length > this.#limit) throw malformed()
    for (const byte of block) {
      if (byte !== 0x0a) {
        this.#digits.push(byte)
        if (this.#digits.length > 20) throw malformed()
        continue
      }
      const number = decimal(Uint8Array.from(this.#digits))
      if (Number.isNaN(number)) throw malformed()
      this.#numbers.push(number)
      this.#digits = []
      if (this.#numbers.length === 1 + 2 * this.#numbers[0]!) return pairs(this.#numbers.slice(1))
    }
    return undefined
  }
}

function splitNumbers(bytes: Uint8Array): number[] {
  if (bytes.length === 0) return []
  return Buffer.from(bytes)
    .toString('latin1')
    .split(',')
    .map((text) => {
      const number = decimal(Buffer.from(text))
      if (Number.isNaN(number)) throw malformed()
      return number
    })
}

function pairs(numbers: readonly number[]): Extent[] {
  if (numbers.length % 2 !== 0) throw malformed()
  const extents: Extent[] = []
  for (let i = 0; i < numbers.length; i += 2) extents.push({ offset: numbers[i]!, length: numbers[i + 1]! })
  return extents
}

function malformed(): BrokenImageError {
  return new BrokenImageError('The tar archive is malformed: the map of a sparse file does not fit its content.')
}
