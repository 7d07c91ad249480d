/** A part of a file. `end` is exclusive. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** What was captured of a file while its layer streamed by: all of it, or the ranges that a cataloger asked for. */
export class FileContent {
  /** The file's full size in bytes, captured or not. */
  readonly size: number
  readonly #segments: readonly { readonly start: number; readonly bytes: Uint8Array }[]

  constructor(size: number, segments: readonly { readonly start: number; readonly bytes: Uint8Array }[]) {
    this.size = size
    this.#segments = segments
  }

  /** A content that is all there. */
  static whole(bytes: Uint8Array): FileContent {
    return new FileContent(bytes.length, [{ start: 0, bytes }])
  }

  /** The bytes from `start` to `end` (exclusive), without a copy; undefined where they were not captured. */
  slice(start: number, end: number): Uint8Array | undefined {
    if (!(start >= 0 && end >= start && end <= this.size)) return undefined
    for (const segment of this.#segments) {
      const from = start - segment.start
      if (from >= 0 && end - segment.start <= segment.bytes.length)
        return segment.bytes.subarray(from, from + end - start)
    }
    return undefined
  }

  /** The whole file. @throws {RangeError} when only parts were captured. */
  get bytes(): Uint8Array {
    const all = this.slice(0, this.size)
    if (all === undefined) throw new RangeError('only parts of this file were captured')
    return all
  }

  /** The whole file as UTF-8 text, malformed bytes replaced. */
  get text(): string {
    return new TextDecoder().decode(this.bytes)
  }
}
