import type { Gunzip, InflateRaw, ZstdDecompress } from 'node:zlib'

/** The part of node:zlib's native handle that works without its thread pool. */
interface SyncHandle {
  writeSync(
    flush: number,
    input: Uint8Array,
    inputOffset: number,
    inputLength: number,
    output: Uint8Array,
    outputOffset: number,
    outputLength: number,
  ): void
  reset(): void
  close(): void
  onerror: (message: string, errno: number, code: string) => void
}
interface SyncStream {
  _handle: SyncHandle
  /** Bytes of output space and of input that the last write left unused. */
  _writeState: Uint32Array
}

/**
 * Drives the native handle of one of node:zlib's decoders directly. The stock stream hops to libuv's pool and back for every
 * piece, so that two threads decompress no more than one; this gives 1.4 to 1.6 times as much on two (and minizlib, which
 * does the same, copies each piece once more).
 */
export class SyncCodec {
  readonly #handle: SyncHandle
  readonly #state: Uint32Array
  readonly #output: Buffer
  #failure: Error | undefined

  private constructor({ _handle: handle, _writeState: state }: SyncStream, pieceBytes: number) {
    this.#handle = handle
    this.#state = state
    this.#output = Buffer.allocUnsafeSlow(pieceBytes)
    handle.onerror = (message, _errno, code) => {
      this.#failure = Object.assign(new Error(message), { code })
    }
  }

  /** Undefined for a Node.js whose internals have changed. The stream is not to be used otherwise. */
  static of(stream: Gunzip | InflateRaw | ZstdDecompress, pieceBytes: number): SyncCodec | undefined {
    const { _handle: handle, _writeState: state } = stream as unknown as Partial<SyncStream>
    const usable = typeof handle?.writeSync === 'function' && 'onerror' in handle && state instanceof Uint32Array
    if (usable) return new SyncCodec(stream as unknown as SyncStream, pieceBytes)
    stream.close()
    return undefined
  }

  /**
   * What the input gives; `flush` is one of zlib's constants. A piece is good until the next one is asked for.
   * @throws {Error} with zlib's code when the data is corrupt.
   */
  *write(input: Uint8Array, flush: number): Generator<Uint8Array> {
    const state = this.#state
    for (let offset = 0; ; ) {
      const before = input.length - offset
      this.#handle.writeSync(flush, input, offset, before, this.#output, 0, this.#output.length)
      if (this.#failure) throw this.#failure
      const produced = this.#output.length - state[0]!
      const left = state[1]!
      offset = input.length - left
      if (produced > 0) yield this.#output.subarray(0, produced)
      // Space left in the output means that the input gave all it could; what it refuses stands behind the compressed data.
      if (state[0]! > 0 && (left === 0 || left === before)) return
    }
  }

  /** Makes it ready for other data. */
  reset(): void {
    this.#failure = undefined
    this.#handle.reset()
  }

  close(): void {
    this.#handle.close()
  }
}
