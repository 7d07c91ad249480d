import { BrokenImageError, InterruptedError } from '../errors.ts'
import type { ArchiveSource } from './archive-source.ts'

/** A place in the bytes of an archive that only moves forward. */
export class ArchiveCursor {
  readonly #what: string
  readonly #iterator: AsyncGenerator<Uint8Array>
  readonly #ending = new AbortController()
  /** What came and was not passed yet; starts at `position`. */
  #rest: Uint8Array = new Uint8Array(0)
  #position = 0

  constructor(source: ArchiveSource) {
    this.#what = source.what
    this.#iterator = source.bytes(this.#ending.signal)
  }

  /** The offset of the next byte. */
  get position(): number {
    return this.#position
  }

  /**
   * Moves to `start`, which must not lie behind, and streams the bytes up to `end`; each piece is the receiver's own. A
   * receiver may stop early; after a signal or an error the cursor is of no more use.
   * @throws {BrokenImageError} when the data is corrupt or ends before; {InterruptedError} when the signal fires.
   */
  async *read(start: number, end: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    // What waits for bytes must hear of it, too: a connection may bring none any more.
    const interrupt = (): void => this.#ending.abort(signal?.reason)
    signal?.addEventListener('abort', interrupt, { once: true })
    try {
      while (this.#position < end) {
        if (signal?.aborted) throw new InterruptedError(undefined, { cause: signal.reason })
        if (this.#rest.length === 0) {
          const next = await this.#iterator.next()
          if (next.done) throw new BrokenImageError(`${this.#what} is truncated: it ends at byte ${this.#position}.`)
          this.#rest = next.value
        }
        const isWanted = this.#position >= start
        const piece = this.#rest.subarray(0, (isWanted ? end : start) - this.#position)
        this.#rest = this.#rest.subarray(piece.length)
        this.#position += piece.length
        if (isWanted) yield new Uint8Array(piece)
      }
    } finally {
      signal?.removeEventListener('abort', interrupt)
    }
  }

  async close(): Promise<void> {
    this.#ending.abort()
    await this.#iterator.return(undefined)
  }
}
