import { BrokenImageError, InterruptedError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import { type TarFile, tarBytes } from './tar-members.ts'

/** A place in the uncompressed bytes of a tar file that only moves forward. */
export class DecompressedCursor {
  readonly #what: string
  readonly #iterator: AsyncGenerator<Uint8Array>
  /** What was decompressed and not passed yet; starts at `position`. */
  #rest: Uint8Array = new Uint8Array(0)
  #position = 0

  constructor(file: TarFile, limits: Limits) {
    this.#what = file.what
    this.#iterator = tarBytes(file, limits)
  }

  /** The offset of the next byte. */
  get position(): number {
    return this.#position
  }

  /**
   * Moves to `start`, which must not lie behind, and streams the bytes up to `end`; each piece is the receiver's own. A
   * receiver may stop early.
   * @throws {BrokenImageError} when the data is corrupt or ends before; {InterruptedError} when the signal fires.
   */
  async *read(start: number, end: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
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
  }

  async close(): Promise<void> {
    await this.#iterator.return(undefined)
  }
}
