import { ReadableStream } from 'node:stream/web'
import { BrokenImageError, messageOf } from '../../errors.ts'

/**
 * Decompresses xz.
 * @throws {BrokenImageError} when the data is corrupt or cut short.
 */
export async function* inflateXz(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { XzReadableStream } = await import('xz-decompress')
  let failure: unknown
  async function* watched(): AsyncGenerator<Uint8Array> {
    try {
      // the decoder keeps what it is given, and pieces are only good until the next one
      for await (const piece of source) yield new Uint8Array(piece)
    } catch (error) {
      failure = error
      throw error
    }
  }
  const input = ReadableStream.from(watched())
  try {
    yield* new XzReadableStream(input as unknown as globalThis.ReadableStream<Uint8Array>) as AsyncIterable<Uint8Array>
  } catch (error) {
    throw failure ?? new BrokenImageError(`The xz data is corrupt: ${messageOf(error)}.`)
  }
}
