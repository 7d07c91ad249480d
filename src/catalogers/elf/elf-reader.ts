import { BrokenImageError } from '../../errors.ts'
import type { FileContent } from '../../layer/file-content.ts'

/** An ELF file whose headers contradict themselves or point outside the file. */
export class MalformedElfError extends BrokenImageError {
  override name = 'MalformedElfError'
}

/** What `read` gives; undefined for a malformed file: the cataloger of ELF files says what is wrong with it, once for all. */
export function unlessMalformed<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof MalformedElfError) return undefined
    throw error
  }
}

/** Bytes of strings taken from one file, and never more than the file has: many entries may point to one long string. */
const MAX_STRINGS = 256 * 1024

const decoder = new TextDecoder()

/**
 * Reads numbers and strings of an ELF file in the file's own class and byte order. A place outside the file throws; a place
 * inside it that was not captured is undefined.
 */
export class ElfReader {
  readonly is64: boolean
  readonly #content: FileContent
  readonly #littleEndian: boolean
  #stringsLeft: number

  constructor(content: FileContent, is64: boolean, littleEndian: boolean) {
    this.#content = content
    this.is64 = is64
    this.#littleEndian = littleEndian
    this.#stringsLeft = Math.min(content.size, MAX_STRINGS)
  }

  /**
   * The fields in `length` bytes at `offset`; undefined where they were not captured.
   * @throws {MalformedElfError} when they lie outside the file; `what` names them.
   */
  fields(offset: number, length: number, what: string): ElfFields | undefined {
    const bytes = this.bytes(offset, length, what)
    return bytes === undefined ? undefined : new ElfFields(bytes, this.is64, this.#littleEndian)
  }

  /** As `fields`, but the bytes themselves. @throws {MalformedElfError} */
  bytes(offset: number, length: number, what: string): Uint8Array | undefined {
    this.expectInside(offset, length, what)
    return this.#content.slice(offset, offset + length)
  }

  /** @throws {MalformedElfError} when these bytes lie outside the file; `what` names them. */
  expectInside(offset: number, length: number, what: string): void {
    if (offset + length <= this.#content.size) return
    throw new MalformedElfError(
      `its ELF ${what} lies at bytes ${offset} to ${offset + length}, outside the file of ${this.#content.size} bytes`,
    )
  }

  /**
   * The NUL-terminated text at `start` in `table`.
   * @throws {MalformedElfError} when it leaves the table, or when the file's strings together are more than it can have.
   */
  text(table: Uint8Array, start: number, what: string): string {
    const end = start < table.length ? table.indexOf(0, start) : -1
    if (end === -1) throw new MalformedElfError(`its ELF ${what} points outside the string table`)
    this.#stringsLeft -= end - start
    if (this.#stringsLeft < 0)
      throw new MalformedElfError('its ELF headers take more strings than a file of its size has')
    return decoder.decode(table.subarray(start, end))
  }
}

/** Numbers at offsets of a captured piece of an ELF file. */
export class ElfFields {
  readonly #view: DataView
  readonly #is64: boolean
  readonly #littleEndian: boolean

  constructor(bytes: Uint8Array, is64: boolean, littleEndian: boolean) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#is64 = is64
    this.#littleEndian = littleEndian
  }

  get length(): number {
    return this.#view.byteLength
  }

  u16(offset: number): number {
    return this.#view.getUint16(offset, this.#littleEndian)
  }

  u32(offset: number): number {
    return this.#view.getUint32(offset, this.#littleEndian)
  }

  /** An address, offset or size: 4 or 8 bytes, by the file's class. Beyond 2^53 it is only near, and outside any file. */
  word(offset: number): number {
    if (!this.#is64) return this.u32(offset)
    const [high, low] = this.#littleEndian ? [offset + 4, offset] : [offset, offset + 4]
    return this.u32(high) * 2 ** 32 + this.u32(low)
  }
}
