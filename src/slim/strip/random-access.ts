import type { Spool, Spooled } from '../../disk/spool.ts'

/** A file of which any part can be read. */
export interface RandomAccess {
  /** In bytes. */
  readonly size: number
  /** Streams what stands from `start` to `end` (exclusive), which are within the file. A piece is good until the next one is asked for. */
  stream(start: number, end: number): AsyncIterable<Uint8Array>
}

/** What stands from `start` to `end` (exclusive), in memory of its own. */
export async function readPart(file: RandomAccess, start: number, end: number): Promise<Uint8Array> {
  const part = new Uint8Array(end - start)
  let at = 0
  for await (const piece of file.stream(start, end)) {
    part.set(piece, at)
    at += piece.length
  }
  return part
}

/**
 * Puts bytes that come only once into a spool, so that any part of them can be read.
 * @throws {UnavailableError} when they cannot be written; what `bytes` throws.
 */
export async function spooled(bytes: AsyncIterable<Uint8Array>, spool: Spool): Promise<RandomAccess> {
  const offset = spool.end
  for await (const piece of bytes) await spool.append(piece)
  const part = (start: number, end: number): Spooled => ({ offset: offset + start, length: end - start })
  return {
    size: spool.end - offset,
    async *stream(start, end) {
      if (end > start) yield* spool.read(part(start, end))
    },
  }
}
