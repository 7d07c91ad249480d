import { constants, createInflateRaw } from 'node:zlib'
import { SyncCodec } from '../../../layer/decompress/sync-codec.ts'

const PIECE_BYTES = 64 * 1024

/** Decompresses in small steps, as much as may be for one file with all that is nested in it. */
export class Inflaters {
  /** Those that are not in use: making one costs more than most entries. */
  readonly #idle: SyncCodec[] = []
  #bytesLeft: number

  /** `limit`: bytes that all data together may expand to. */
  constructor(limit: number) {
    this.#bytesLeft = limit
  }

  /** Starts to decompress raw deflate data. @throws {Error} in a Node.js whose internals have changed. */
  open(): Inflation {
    const codec = this.#idle.pop() ?? SyncCodec.of(createInflateRaw(), PIECE_BYTES)
    if (codec === undefined) throw new Error('this version of Node.js cannot decompress in steps')
    return {
      write: (bytes, each) => {
        for (const piece of codec.write(bytes, constants.Z_NO_FLUSH)) {
          this.#bytesLeft -= piece.length
          if (this.#bytesLeft < 0) throw new Error('it expands to more than any real archive does')
          if (!each(piece)) return
        }
      },
      close: () => {
        codec.reset()
        this.#idle.push(codec)
      },
    }
  }

  /** Gives back the memory. */
  close(): void {
    for (const codec of this.#idle) codec.close()
    this.#idle.length = 0
  }
}

/** One run of compressed data. */
export interface Inflation {
  /**
   * Hands each piece that the next compressed bytes give to `each`, until that answers false; a piece is good during the call.
   * @throws {Error} when the data is corrupt, or expands to more than is allowed.
   */
  write(bytes: Uint8Array, each: (piece: Uint8Array) => boolean): void
  /** Must be called, also after an error. */
  close(): void
}
