import { BrokenImageError } from '../../errors.ts'
import { asciiText, decodeName } from './text.ts'

/** The records of a PAX extended header (POSIX.1-2017, pax, "pax Extended Header"); values as bytes. */
export type PaxRecords = Map<string, Uint8Array>

/** What a PAX header says: records, and the pairs of GNU sparse format 0.0, whose keys repeat. */
export interface PaxHeader {
  readonly records: PaxRecords
  /** Offset, length, offset, length, …; empty unless sparse 0.0. */
  readonly sparsePairs: readonly number[]
}

/**
 * Reads `LENGTH KEY=VALUE\n` records.
 * @throws {BrokenImageError} when one is malformed.
 */
export function parsePax(bytes: Uint8Array): PaxHeader {
  const records: PaxRecords = new Map()
  const sparsePairs: number[] = []
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at] === 0) break // padding that some writers count as content
    const space = bytes.indexOf(0x20, at)
    const length = space === -1 || space - at > 10 ? Number.NaN : decimal(bytes.subarray(at, space))
    const end = at + length
    const equals = bytes.indexOf(0x3d, space)
    if (!(end > space + 1 && end <= bytes.length && equals !== -1 && equals < end && bytes[end - 1] === 0x0a)) {
      throw new BrokenImageError(
        'The tar archive is malformed: a PAX header holds a record that is cut or has a wrong length.',
      )
    }
    const key = decodeName(bytes.subarray(space + 1, equals))
    const value = bytes.subarray(equals + 1, end - 1)
    if (key === 'GNU.sparse.offset' || key === 'GNU.sparse.numbytes') sparsePairs.push(paxNumber(key, value))
    else records.set(key, value)
    at = end
  }
  return { records, sparsePairs }
}

/**
 * A record's value as a number: decimal digits, for times with a sign and a fraction.
 * @throws {BrokenImageError} when it is none or beyond what a double holds exactly.
 */
export function paxNumber(key: string, value: Uint8Array): number {
  const text = asciiText(value)
  const number = /^-?\d+(?:\.\d*)?$/.test(text) ? Number(text) : Number.NaN
  if (Math.abs(number) <= Number.MAX_SAFE_INTEGER) return number
  throw new BrokenImageError(`The tar archive is malformed: a PAX header's ${key} is no number.`)
}

/** Decimal digits as a number; NaN for anything else. */
export function decimal(bytes: Uint8Array): number {
  if (bytes.length === 0 || bytes.length > 16) return Number.NaN
  let value = 0
  for (const byte of bytes) {
    if (byte < 0x30 || byte > 0x39) return Number.NaN
    value = value * 10 + byte - 0x30
  }
  return value <= Number.MAX_SAFE_INTEGER ? value : Number.NaN
}
