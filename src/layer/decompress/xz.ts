import { ReadableStream, type ReadableStreamDefaultReader } from 'node:stream/web'
// a CommonJS module whose names Node.js does not find
import xzDecompress from 'xz-decompress'
import { BrokenImageError, messageOf } from '../../errors.ts'

/**
 * Decompresses xz: one stream, as `xz` writes it. What follows a first stream is not read, which the diffID then tells.
 * @throws {BrokenImageError} when the data is corrupt or cut short.
 */
export async function* inflateXz(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
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
  const input = watched()
  const reader = openDecoder(ReadableStream.from(input))
  let ended = false
  try {
    for (;;) {
      const { done, value } = await reader.read()
      ended = done
      if (value) yield value
      if (done) return
    }
  } catch (error) {
    ended = true
    throw failure ?? new BrokenImageError(`The xz data is corrupt: ${messageOf(error)}.`)
  } finally {
    // the library's cancel() frees its memory twice and throws, after it has let go of the source
    if (!ended) await reader.cancel().catch(() => {})
    await input.return(undefined) // of an error the library does not tell its source
  }
}

function openDecoder(input: ReadableStream<Uint8Array>): ReadableStreamDefaultReader<Uint8Array> {
  const decoder = new xzDecompress.XzReadableStream(input as unknown as globalThis.ReadableStream<Uint8Array>)
  return decoder.getReader() as unknown as ReadableStreamDefaultReader<Uint8Array>
}
