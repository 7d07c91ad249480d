import type { EntryHeader } from '../layer/entry.ts'
import { BLOCK_SIZE } from '../layer/tar/header.ts'
import { TarReader } from '../layer/tar/reader.ts'
import type { Limits } from '../limits.ts'

/** A member of a tar that is read as it comes. */
export interface StreamedMember {
  readonly header: EntryHeader
  /** Where its content begins in the archive. */
  readonly offset: number
  /**
   * Streams its content as it is stored, once, before the next member is asked for; what is not read is passed over. Each
   * piece is the receiver's own.
   * @throws {BrokenImageError} when the archive ends before; what the archive's bytes throw.
   */
  content(): AsyncGenerator<Uint8Array>
}

/**
 * The members of a tar in their order, whose bytes are only seen once.
 * @throws {BrokenImageError} when it is malformed or truncated; what `bytes` throws.
 */
export function streamedMembers(bytes: AsyncIterable<Uint8Array>, limits: Limits): AsyncGenerator<StreamedMember> {
  return new MemberStream(bytes, limits).members()
}

class MemberStream {
  readonly #bytes: AsyncIterator<Uint8Array>
  readonly #reader: TarReader
  /** What came and was not passed yet. */
  #rest: Uint8Array = new Uint8Array(0)
  #told: EntryHeader | undefined

  constructor(bytes: AsyncIterable<Uint8Array>, limits: Limits) {
    this.#bytes = bytes[Symbol.asyncIterator]()
    this.#reader = new TarReader(
      {
        entry: (header) => {
          this.#told = header
          this.#reader.discard()
        },
        data: () => {},
        endEntry: () => {},
      },
      limits,
    )
  }

  async *members(): AsyncGenerator<StreamedMember> {
    try {
      while (await this.#fill()) {
        if (this.#reader.skippable > 0) {
          this.#skip(this.#reader.skippable)
          continue
        }
        // block by block, so that the place of each content is known
        const block = this.#take(BLOCK_SIZE - (this.#reader.offset % BLOCK_SIZE))
        this.#reader.push(block)
        const header = this.#told
        this.#told = undefined
        if (header !== undefined) yield { header, offset: this.#reader.offset, content: () => this.#content(header) }
      }
      this.#reader.end()
    } finally {
      await this.#bytes.return?.()
    }
  }

  async *#content({ size }: EntryHeader): AsyncGenerator<Uint8Array> {
    // Holes of a sparse file are not stored, and padding follows a content.
    for (let left = Math.min(size, this.#reader.skippable); left > 0; ) {
      if (!(await this.#fill())) this.#reader.end() // which says that something is missing
      const piece = this.#skip(left)
      left -= piece.length
      yield piece
    }
  }

  /** Sees to it that there are bytes; false at the end. */
  async #fill(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const next = await this.#bytes.next()
      if (next.done) return false
      this.#rest = next.value
    }
    return true
  }

  #skip(most: number): Uint8Array {
    const piece = this.#take(most)
    this.#reader.skip(piece.length)
    return piece
  }

  #take(most: number): Uint8Array {
    const piece = this.#rest.subarray(0, most)
    this.#rest = this.#rest.subarray(piece.length)
    return piece
  }
}
