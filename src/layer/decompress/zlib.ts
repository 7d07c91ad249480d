import { constants, createGunzip, createZstdDecompress } from 'node:zlib'
import { BrokenImageError, messageOf } from '../../errors.ts'
import { SyncCodec } from './sync-codec.ts'

/** Measured from 32 KiB to 512 KiB: below this the calls cost, above it the gain ends and the caches do. */
const PIECE_BYTES = 256 * 1024

const CODECS = {
  gzip: { create: createGunzip, finish: constants.Z_FINISH },
  zstd: { create: createZstdDecompress, finish: constants.ZSTD_e_end },
} as const

/** What node:zlib decompresses. */
export type ZlibFormat = keyof typeof CODECS

/**
 * Decompresses gzip (with any number of members) or zstd (with any number of frames, skippable ones passed over).
 * A piece is good until the next one is asked for.
 * @throws {BrokenImageError} when the data is corrupt or cut short.
 */
export async function* inflate(format: ZlibFormat, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    const { create, finish } = CODECS[format]
    const codec = SyncCodec.of(create(), PIECE_BYTES)
    yield* codec === undefined ? inflateStream(format, source) : inflateSync(codec, finish, source)
  } catch (error) {
    throw isCodecError(error) ? new BrokenImageError(`The ${format} data is corrupt: ${messageOf(error)}.`) : error
  }
}

async function* inflateSync(
  codec: SyncCodec,
  finish: number,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of source) yield* codec.write(chunk, constants.Z_NO_FLUSH)
    yield* codec.write(new Uint8Array(0), finish)
  } finally {
    codec.close()
  }
}

/** The same by the stock stream, for a Node.js whose internals have changed. */
async function* inflateStream(format: ZlibFormat, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Readable } = await import('node:stream')
  const { pipeline } = await import('node:stream/promises')
  const decoder = CODECS[format].create({ chunkSize: PIECE_BYTES })
  const feeding = pipeline(Readable.from(source, { objectMode: true }), decoder)
  feeding.catch(() => {}) // the iteration below throws the same error
  yield* decoder as AsyncIterable<Uint8Array>
  await feeding
}

function isCodecError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^Z(?:STD)?_/.test(code)
}
