import { BrokenImageError } from '../../../errors.ts'
import { asciiText } from '../../../layer/tar/text.ts'
import type { Damage } from './damage.ts'
import { viewOf } from './data-view.ts'

const MAGIC = 'SQLite format 3\0'
const FILE_HEADER_SIZE = 100

/** Types of b-tree pages; index pages hold no rows of a table. */
const INTERIOR_TABLE_PAGE = 5
const LEAF_TABLE_PAGE = 13

/** SQLite's own default (SQLITE_MAX_COLUMN); the tables read here have five at most. */
const MAX_COLUMNS = 2000

/** A column's value. Integers are exact up to 2^53; texts are UTF-8, as rpm has them. */
type SqliteValue = null | number | string | Uint8Array

/** Whether a file is an SQLite 3 database, by its magic. */
export function isSqlite(file: Uint8Array): boolean {
  return file.length >= FILE_HEADER_SIZE && asciiText(file.subarray(0, MAGIC.length)) === MAGIC
}

/**
 * The rows of a table of an SQLite database, by sqlite.org/fileformat2.html: a reader of our own, since `node:sqlite`
 * opens a database from memory only on Node.js 24, and a write-ahead logged one only when changed. It gives what the
 * database file says; a `-wal` file beside it is the caller's matter. A column that is the rowid reads as null.
 * @throws {BrokenImageError} when the file's header makes no sense or the table does not exist.
 */
export function* readSqliteTable(file: Uint8Array, table: string, damage: Damage): Generator<readonly SqliteValue[]> {
  const database = new Database(file, damage)
  for (const [type, name, , rootPage] of database.rows(1)) {
    if (type === 'table' && name === table && typeof rootPage === 'number') return yield* database.rows(rootPage)
  }
  throw new BrokenImageError(`there is no table ${table}`)
}

class Database {
  readonly #file: Uint8Array
  readonly #damage: Damage
  readonly #pageSize: number
  /** A page's size less what extensions reserve at its end. */
  readonly #usableSize: number
  /** Every page stands in one place of one tree: one that comes again is a cycle, or a bomb. */
  readonly #claimed = new Set<number>()
  /** Bytes of rows that may still come: those of a row stand in one place too. */
  #unread: number

  constructor(file: Uint8Array, damage: Damage) {
    const stored = viewOf(file).getUint16(16)
    this.#file = file
    this.#unread = file.length
    this.#damage = damage
    this.#pageSize = stored === 1 ? 65536 : stored
    this.#usableSize = this.#pageSize - viewOf(file).getUint8(20)
    if (this.#pageSize < 512 || (this.#pageSize & (this.#pageSize - 1)) !== 0 || this.#usableSize < 480) {
      throw new BrokenImageError(`the page size ${this.#pageSize} is none that SQLite has`)
    }
  }

  /** The rows below the page, in the order of their rowids. */
  *rows(rootPage: number): Generator<readonly SqliteValue[]> {
    const pending = [this.#claim(rootPage)]
    for (let number = pending.pop(); number !== undefined; number = pending.pop()) {
      const page = number
      const tree = this.#damage.attempt(() => readTreePage(this.#page(page), page === 1 ? FILE_HEADER_SIZE : 0))
      for (const below of tree?.children.toReversed() ?? []) {
        const child = this.#damage.attempt(() => this.#claim(below))
        if (child !== undefined) pending.push(child)
      }
      for (const cell of tree?.cells ?? []) {
        const row = this.#damage.attempt(() => readRecord(this.#payload(this.#page(page), cell)))
        if (row !== undefined) yield row
      }
    }
  }

  /** What a leaf's cell holds: its length, its rowid and the row itself (section 1.6). */
  #payload(page: Uint8Array, at: number): Uint8Array {
    const length = readVarint(page, at)
    const rowid = readVarint(page, length.end)
    if (length.value > this.#unread) throw new BrokenImageError('a row is longer than what is left of the file')
    const payload = this.#assemble(page, rowid.end, length.value)
    this.#unread -= payload.length
    return payload
  }

  /** A row, on its page and on the chain of overflow pages that it spills to (section 1.6). */
  #assemble(page: Uint8Array, start: number, length: number): Uint8Array {
    const maxLocal = this.#usableSize - 35
    if (length <= maxLocal) return slice(page, start, start + length)
    const minLocal = Math.floor(((this.#usableSize - 12) * 32) / 255) - 23
    const perPage = this.#usableSize - 4
    const spilled = minLocal + ((length - minLocal) % perPage)
    const local = spilled <= maxLocal ? spilled : minLocal

    // Nothing of the stated length is allocated until the chain has shown to be that long.
    const parts = [slice(page, start, start + local)]
    let missing = length - local
    let next = viewOf(page).getUint32(start + local)
    while (missing > 0) {
      const overflow = this.#page(this.#claim(next))
      const part = overflow.subarray(4, 4 + Math.min(missing, perPage))
      parts.push(part)
      missing -= part.length
      next = viewOf(overflow).getUint32(0)
    }
    return Buffer.concat(parts)
  }

  /** The page of a number that was claimed. */
  #page(number: number): Uint8Array {
    const start = (number - 1) * this.#pageSize
    return this.#file.subarray(start, start + this.#usableSize)
  }

  #claim(number: number): number {
    if (number === 0 || number * this.#pageSize > this.#file.length) {
      throw new BrokenImageError(`page ${number} is cut off`)
    }
    if (this.#claimed.has(number)) throw new BrokenImageError(`page ${number} is used twice`)
    this.#claimed.add(number)
    return number
  }
}

/** The pages below a page, in order, and where the cells of a leaf begin (section 1.6). */
function readTreePage(page: Uint8Array, start: number): { children: readonly number[]; cells: readonly number[] } {
  const view = viewOf(page)
  const type = view.getUint8(start)
  if (type !== LEAF_TABLE_PAGE && type !== INTERIOR_TABLE_PAGE) {
    throw new BrokenImageError(`a page that should be of a table is of type ${type}`)
  }
  const count = view.getUint16(start + 3)
  const pointers = start + (type === LEAF_TABLE_PAGE ? 8 : 12)
  const cells = Array.from({ length: count }, (_, index) => view.getUint16(pointers + 2 * index))
  if (type === LEAF_TABLE_PAGE) return { children: [], cells }
  return { children: [...cells.map((at) => view.getUint32(at)), view.getUint32(start + 8)], cells: [] }
}

/** The columns of a record (section 2.1): sizes and types first, then the values. */
function readRecord(record: Uint8Array): readonly SqliteValue[] {
  const header = readVarint(record, 0)
  const values: SqliteValue[] = []
  let body = header.value
  for (let at = header.end; at < header.value; ) {
    const serialType = readVarint(record, at)
    at = serialType.end
    const size = sizeOf(serialType.value)
    values.push(readValue(serialType.value, slice(record, body, body + size)))
    body += size
    if (values.length > MAX_COLUMNS) throw new BrokenImageError('a row has too many columns')
  }
  return values
}

/** Bytes that a value of each serial type below 10 takes; from 12 on the type says so itself, and others there are none. */
const SIZES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0] as const

function sizeOf(serialType: number): number {
  const size = SIZES[serialType] ?? Math.floor((serialType - 12) / 2)
  if (size < 0) throw new BrokenImageError(`a row has a value of type ${serialType}`)
  return size
}

function readValue(serialType: number, bytes: Uint8Array): SqliteValue {
  if (serialType >= 12) return serialType % 2 === 0 ? bytes : new TextDecoder().decode(bytes)
  if (serialType === 0) return null
  if (serialType === 7) return viewOf(bytes).getFloat64(0)
  if (serialType >= 8) return serialType - 8
  return bytes.reduce((value, byte, index) => (index === 0 ? (byte << 24) >> 24 : value * 256 + byte), 0)
}

/** A variable-length integer: seven bits a byte, but eight in a ninth (section 1.6); `end` is where the next thing is. */
function readVarint(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } {
  let value = 0
  for (let at = start; at < start + 9; at++) {
    const byte = bytes[at]
    if (byte === undefined) throw new BrokenImageError('a row is cut off')
    if (at === start + 8) return { value: value * 256 + byte, end: at + 1 }
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) return { value, end: at + 1 }
  }
  throw new BrokenImageError('a row is cut off')
}

function slice(bytes: Uint8Array, start: number, end: number): Uint8Array {
  if (end > bytes.length) throw new BrokenImageError('a row is cut off')
  return bytes.subarray(start, end)
}
