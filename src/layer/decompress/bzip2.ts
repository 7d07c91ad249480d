import Bunzip from 'seek-bzip'
import { BrokenImageError, messageOf } from '../../errors.ts'

/** More than a compressed block of 900 kB can take: with so much at hand, a block never runs dry. */
const BLOCK_AHEAD = 1_200_000

/** What seek-bzip's README calls its low-level interface. */
interface BlockDecoder {
  /** Reads a block's header; false at the end of a stream. */
  _init_block(): boolean
  /** Decodes the block into the output. */
  _read_bunzip(): void
  /** Starts on the next of several streams. */
  _start_bunzip(input: ByteQueue, output: ByteSink): void
  readonly reader: { read(bits: number): number }
  readonly streamCRC: number
}

/**
 * Decompresses bzip2, block by block, so that no layer is ever whole in memory.
 * @throws {BrokenImageError} when the data is corrupt or cut short.
 */
export async function* inflateBzip2(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = new ByteQueue(source)
  const output = new ByteSink()
  await input.fill(BLOCK_AHEAD)
  try {
    const decoder: BlockDecoder = new Bunzip(input, output)
    for (;;) {
      await input.fill(BLOCK_AHEAD)
      if (decoder._init_block()) {
        decoder._read_bunzip()
        yield output.take()
        continue
      }
      if (decoder.reader.read(32) >>> 0 !== decoder.streamCRC) throw new TypeError('bad stream checksum')
      if (input.eof()) return
      decoder._start_bunzip(input, output)
    }
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) {
      throw new BrokenImageError(`The bzip2 data is corrupt: ${messageOf(error)}.`)
    }
    throw error
  } finally {
    await input.close()
  }
}

/** Bytes that are pulled one by one from pieces that arrive. */
class ByteQueue {
  readonly #iterator: AsyncIterator<Uint8Array>
  #bytes = new Uint8Array(0)
  #position = 0
  #ended = false

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#iterator = source[Symbol.asyncIterator]()
  }

  /** Waits until at least `count` bytes are at hand or the source has ended. */
  async fill(count: number): Promise<void> {
    const pieces: Uint8Array[] = [this.#bytes.subarray(this.#position)]
    let length = pieces[0]!.length
    while (length < count && !this.#ended) {
      const next = await this.#iterator.next()
      if (next.done) this.#ended = true
      else {
        pieces.push(new Uint8Array(next.value)) // a piece is only good until the next one is asked for
        length += next.value.length
      }
    }
    if (pieces.length === 1) return
    this.#bytes = Buffer.concat(pieces)
    this.#position = 0
  }

  read(target: Uint8Array, offset: number, length: number): number {
    for (let i = 0; i < length; i++) target[offset + i] = this.readByte()
    return length
  }

  readByte(): number {
    if (this.#position >= this.#bytes.length) throw new RangeError('it ends early')
    return this.#bytes[this.#position++]!
  }

  eof(): boolean {
    return this.#ended && this.#position >= this.#bytes.length
  }

  /** Lets go of the source, whether it has ended or not. */
  async close(): Promise<void> {
    await this.#iterator.return?.()
  }
}

/** Collects the bytes of one block. */
class ByteSink {
  #bytes = new Uint8Array(1 << 20)
  #length = 0

  writeByte(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(this.#length * 2)
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes[this.#length++] = byte
  }

  /** What was written since the last call; good until the next write. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length)
    this.#length = 0
    return taken
  }
}
