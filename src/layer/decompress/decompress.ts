import { LimitError } from '../../errors.ts'
import { type Compression, compressionOf, MAGIC_LENGTH } from './compression.ts'
import { inflate } from './zlib.ts'

/** Small layers may expand as they like: sparse databases and empty disk images do. */
const FREE_BYTES = 1024 ** 3

/** A stream whose compression is known. */
export interface Decompressed {
  readonly compression: Compression
  /** Uncompressed bytes. A piece is good until the next one is asked for. */
  readonly bytes: AsyncIterable<Uint8Array>
}

/**
 * Recognises the compression by its magic and decompresses.
 * @param maxRatio how many bytes may come out for one that goes in, once more than 1 GiB has come out
 * @throws {BrokenImageError} from `bytes` when the data is corrupt or cut short; {LimitError} when the ratio is passed.
 */
export async function decompress(source: AsyncIterable<Uint8Array>, maxRatio: number): Promise<Decompressed> {
  const { head, bytes } = await peek(source)
  const compression = compressionOf(head)
  return { compression, bytes: compression === 'none' ? bytes : guarded(bytes, compression, maxRatio) }
}

async function* guarded(
  source: AsyncIterable<Uint8Array>,
  compression: Exclude<Compression, 'none'>,
  maxRatio: number,
): AsyncGenerator<Uint8Array> {
  let consumed = 0
  let produced = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      consumed += chunk.length
      yield chunk
    }
  }
  for await (const piece of decoder(compression, counted())) {
    produced += piece.length
    if (produced > FREE_BYTES && produced > consumed * maxRatio) {
      throw new LimitError(
        `The layer expands to more than ${maxRatio} times its compressed size`,
        'max-expansion-ratio',
      )
    }
    yield piece
  }
}

/** What layers rarely are is loaded when one is. */
async function* decoder(
  compression: Exclude<Compression, 'none'>,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  switch (compression) {
    case 'bzip2': {
      const { inflateBzip2 } = await import('./bzip2.ts')
      yield* inflateBzip2(source)
      break
    }
    case 'xz': {
      const { inflateXz } = await import('./xz.ts')
      yield* inflateXz(source)
      break
    }
    default:
      yield* inflate(compression, source)
  }
}

/** Reads far enough to see the magic, and gives a stream that starts at the beginning all the same. */
async function peek(
  source: AsyncIterable<Uint8Array>,
): Promise<{ head: Uint8Array; bytes: AsyncIterable<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]()
  const pieces: Uint8Array[] = []
  let length = 0
  while (length < MAGIC_LENGTH) {
    const next = await iterator.next()
    if (next.done) break
    pieces.push(new Uint8Array(next.value)) // a piece may be gone when the next one is asked for
    length += next.value.length
  }
  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      yield* pieces
      for (;;) {
        const next = await iterator.next()
        if (next.done) return
        yield next.value
      }
    } finally {
      await iterator.return?.()
    }
  }
  return { head: Buffer.concat(pieces), bytes: bytes() }
}
