import type { SparseMap } from './sparse.ts'

const ZEROS = new Uint8Array(64 * 1024)

/** Turns the stored bytes of a sparse file into its logical content: what is not stored is zeros. */
export class SparseContent {
  readonly #map: SparseMap
  readonly #out: { data(bytes: Uint8Array): void }
  #extent = 0
  #position = 0

  /** @param out gets the logical content, piece by piece */
  constructor(map: SparseMap, out: { data(bytes: Uint8Array): void }) {
    this.#map = map
    this.#out = out
  }

  /** Takes the next stored bytes; never more than the map has room for. */
  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const { offset, length } = this.#map.extents[this.#extent]!
      const end = offset + length
      if (this.#position >= end) {
        this.#extent++
        continue
      }
      this.#fill(offset)
      const piece = bytes.subarray(at, at + end - this.#position)
      this.#out.data(piece)
      this.#position += piece.length
      at += piece.length
    }
  }

  /** Gives the hole at the end. */
  end(): void {
    this.#fill(this.#map.size)
  }

  #fill(end: number): void {
    while (this.#position < end) {
      const zeros = ZEROS.subarray(0, end - this.#position)
      this.#out.data(zeros)
      this.#position += zeros.length
    }
  }
}
