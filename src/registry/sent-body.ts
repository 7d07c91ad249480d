import { Readable } from 'node:stream'

/** A request's body, and why it could not be sent to its end where that was not the connection's fault. */
export class SentBody {
  /** A stream goes piece by piece, as the receiver takes it. */
  readonly content: string | Uint8Array | Readable | undefined
  failure: Error | undefined

  constructor(body: string | Uint8Array | AsyncIterable<Uint8Array> | undefined) {
    const isWhole = body === undefined || typeof body === 'string' || body instanceof Uint8Array
    this.content = isWhole ? body : Readable.from(this.#watched(body), { objectMode: true, highWaterMark: 1 })
  }

  async *#watched(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      yield* body
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error))
      throw error
    }
  }
}
