import { messageOf } from '../../../errors.ts'
import type { Inflaters, Inflation } from './inflaters.ts'

/** Receives the content of one entry of a zip archive. */
export interface EntrySink {
  /** The next bytes, good during the call; false when no more are wanted. */
  push(bytes: Uint8Array): boolean
  /** Whether all that was wanted could be read, and if not, why. */
  end(problem: string | null): void
}

/** Brings an entry's stored or deflated bytes to its sink. What goes wrong with the content is the sink's, not the archive's. */
export class EntryContent {
  readonly #sink: EntrySink
  readonly #inflation: Inflation | null
  #wanted = true

  /** @throws {Error} see `Inflaters.open` */
  constructor(sink: EntrySink, inflaters: Inflaters | null) {
    this.#sink = sink
    this.#inflation = inflaters?.open() ?? null
  }

  write(bytes: Uint8Array): void {
    if (!this.#wanted || bytes.length === 0) return
    try {
      const each = (piece: Uint8Array): boolean => {
        this.#wanted = this.#sink.push(piece)
        return this.#wanted
      }
      if (this.#inflation === null) each(bytes)
      else this.#inflation.write(bytes, each)
      if (!this.#wanted) this.#finish(null)
    } catch (error) {
      this.#wanted = false
      this.#finish(messageOf(error))
    }
  }

  end(): void {
    if (this.#wanted) this.#finish(null)
  }

  #finish(problem: string | null): void {
    this.#inflation?.close()
    this.#sink.end(problem)
  }
}
