import { BrokenImageError } from '../../../errors.ts'
import type { Damage } from './damage.ts'
import { viewOf } from './data-view.ts'

/** Of the hash access method, at byte 12 of the first page, in the byte order of the machine that wrote the file. */
const HASH_MAGIC = 0x061561
const META_SIZE = 512
const PAGE_HEADER_SIZE = 26
const MIN_PAGE_SIZE = 512
const MAX_PAGE_SIZE = 65536
/** rpm's keys are numbers of 32 bits. */
const KEY_SIZE = 4

/** Types of pages (db_page.h). Both hash types are laid out alike; the first is what versions before 4.6 wrote. */
const HASH_UNSORTED_PAGE = 2
const OVERFLOW_PAGE = 7
const HASH_PAGE = 13

/** Types of items on a hash page: on the page itself, or on a chain of overflow pages. */
const ON_PAGE = 1
const OFF_PAGE = 3

/** Whether a file is a Berkeley DB hash, by its magic. */
export function isBerkeleyDb(file: Uint8Array): boolean {
  return file.length >= META_SIZE && (viewOf(file).getUint32(12, true) === HASH_MAGIC || isBigEndian(file))
}

/**
 * The header blobs in a Berkeley DB hash (`Packages`, rpm's default up to 4.15), whichever byte order it is in. Buckets are
 * walked as Berkeley DB 5.3 does (src/dbinc/hash.h and db_page.h; rpm's lib/backend/bdb_ro.c); deleted pages are in none.
 * @throws {BrokenImageError} when its first page makes no sense.
 */
export function* readBerkeleyDb(file: Uint8Array, damage: Damage): Generator<Uint8Array> {
  const database = new HashDatabase(file)
  for (const pageNumber of database.bucketPages(damage)) {
    const page = database.view(pageNumber)
    const items = page.getUint16(20, database.littleEndian)
    for (let item = 0; item + 1 < items; item += 2) {
      const blob = damage.attempt(() => readItem(database, pageNumber, item))
      if (blob !== undefined) yield blob
    }
  }
}

/** The header that belongs to a key; undefined for key 0, whose value is the highest key given out so far. */
function readItem(database: HashDatabase, pageNumber: number, index: number): Uint8Array | undefined {
  const key = database.item(pageNumber, index)
  if (key.length !== KEY_SIZE) throw new BrokenImageError(`page ${pageNumber} has a key that is none of rpm's`)
  return viewOf(key).getUint32(0) === 0 ? undefined : database.item(pageNumber, index + 1)
}

class HashDatabase {
  readonly littleEndian: boolean
  readonly #file: Uint8Array
  readonly #pageSize: number
  readonly #maxBucket: number
  /** Page number of a bucket, less the bucket's number, by the bits of that number. */
  readonly #spares: readonly number[]
  /** Pages belong to one chain: one that comes again is a cycle, or a bomb. */
  readonly #seen = new Set<number>()

  constructor(file: Uint8Array) {
    const meta = viewOf(file)
    this.littleEndian = !isBigEndian(file)
    this.#file = file
    this.#pageSize = meta.getUint32(20, this.littleEndian)
    this.#maxBucket = meta.getUint32(72, this.littleEndian)
    this.#spares = Array.from({ length: 32 }, (_, index) => meta.getUint32(96 + 4 * index, this.littleEndian))
    const size = this.#pageSize
    if (size < MIN_PAGE_SIZE || size > MAX_PAGE_SIZE || (size & (size - 1)) !== 0) {
      throw new BrokenImageError(`the page size ${size} is none that Berkeley DB has`)
    }
    if (meta.getUint8(24) !== 0) throw new BrokenImageError('the database is encrypted')
  }

  /** The pages of all buckets, with what their chains hold. */
  *bucketPages(damage: Damage): Generator<number> {
    const buckets = Math.min(this.#maxBucket, Math.floor(this.#file.length / this.#pageSize))
    for (let bucket = 0; bucket <= buckets; bucket++) {
      try {
        const first = bucket + this.#spares[32 - Math.clz32(bucket)]!
        yield* this.#chain(first, [HASH_PAGE, HASH_UNSORTED_PAGE])
      } catch (error) {
        damage.note(error)
      }
    }
  }

  /** A key or value: items lie one below the other, from the page's end down. */
  item(pageNumber: number, index: number): Uint8Array {
    const page = this.view(pageNumber)
    const start = this.#itemOffset(page, index)
    const end = index === 0 ? this.#pageSize : this.#itemOffset(page, index - 1)
    const type = page.getUint8(start)
    if (type === ON_PAGE && end > start) return this.#bytes(pageNumber).subarray(start + 1, end)
    if (type !== OFF_PAGE)
      throw new BrokenImageError(`page ${pageNumber} has an item of a kind that rpm does not write`)
    return this.#overflow(page.getUint32(start + 4, this.littleEndian), page.getUint32(start + 8, this.littleEndian))
  }

  view(pageNumber: number): DataView {
    return viewOf(this.#bytes(pageNumber))
  }

  #itemOffset(page: DataView, index: number): number {
    return page.getUint16(PAGE_HEADER_SIZE + 2 * index, this.littleEndian)
  }

  #overflow(first: number, length: number): Uint8Array {
    const parts: Uint8Array[] = []
    let missing = length
    for (const pageNumber of this.#chain(first, [OVERFLOW_PAGE])) {
      const used = this.view(pageNumber).getUint16(22, this.littleEndian)
      const part = this.#bytes(pageNumber).subarray(PAGE_HEADER_SIZE, PAGE_HEADER_SIZE + used)
      parts.push(part)
      missing -= part.length
      if (missing <= 0) break
    }
    if (missing !== 0) throw new BrokenImageError(`the chain from page ${first} is not as long as it should be`)
    return Buffer.concat(parts)
  }

  *#chain(first: number, types: readonly number[]): Generator<number> {
    for (let number = first; number !== 0; number = this.view(number).getUint32(16, this.littleEndian)) {
      if (this.#seen.has(number)) throw new BrokenImageError(`page ${number} is used twice`)
      this.#seen.add(number)
      const page = this.view(number)
      if (page.getUint32(8, this.littleEndian) !== number || !types.includes(page.getUint8(25))) {
        throw new BrokenImageError(`page ${number} is not what it should be`)
      }
      yield number
    }
  }

  #bytes(pageNumber: number): Uint8Array {
    const end = (pageNumber + 1) * this.#pageSize
    if (end > this.#file.length) throw new BrokenImageError(`page ${pageNumber} is cut off`)
    return this.#file.subarray(end - this.#pageSize, end)
  }
}

function isBigEndian(file: Uint8Array): boolean {
  return viewOf(file).getUint32(12, false) === HASH_MAGIC
}
