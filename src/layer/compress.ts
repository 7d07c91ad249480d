import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createGzip, createZstdCompress } from 'node:zlib'
import { UsageError } from '../errors.ts'

/** How a layer that is made new is compressed. */
export interface LayerCompression {
  readonly format: CompressionFormat
  /** More is smaller and slower; without one, the format's own. Of no meaning to `none`. */
  readonly level?: number
}

/** What layers are compressed to. */
export type CompressionFormat = 'gzip' | 'zstd' | 'none'

/** As for reading: below this the calls cost. Another value makes other bytes of zstd's layers. */
const PIECE_BYTES = 256 * 1024

/** Where a gzip header says on which system it was made, and the value for "unknown" (RFC 1952, section 2.3). */
const GZIP_SYSTEM_OFFSET = 9
const GZIP_SYSTEM_UNKNOWN = 255

/** Levels are those of the libraries: zlib's manual, zstd's `ZSTD_maxCLevel`. */
const LEVELS = { gzip: { least: 1, most: 9, usual: 6 }, zstd: { least: 1, most: 22, usual: 3 } } as const

/** @throws {UsageError} when the format has no such level. */
export function checkCompression({ format, level }: LayerCompression): void {
  if (level === undefined) return
  if (format === 'none') throw new UsageError('Without compression there is no level of it; leave the level out.')
  const { least, most } = LEVELS[format]
  if (Number.isInteger(level) && level >= least && level <= most) return
  throw new UsageError(`${format} has no level ${level}; its levels are ${least} to ${most}.`)
}

/**
 * Compresses a layer's tar. The same bytes give the same bytes: nothing in them says when, where or under which name they were
 * made, and it is always node:zlib that compresses. Pieces of `tar` may be good only until the next one is asked for; those
 * that come out are the receiver's own.
 * @throws what `tar` throws
 */
export async function* compress(
  tar: AsyncIterable<Uint8Array>,
  { format, level }: LayerCompression,
): AsyncGenerator<Uint8Array> {
  if (format === 'none') {
    yield* regrouped(tar)
    return
  }
  const encoder = createEncoder(format, level ?? LEVELS[format].usual)
  const feeding = pipeline(Readable.from(regrouped(tar), { objectMode: true, highWaterMark: 1 }), encoder)
  feeding.catch(() => {}) // the iteration below throws the same error
  try {
    let offset = 0
    for await (const piece of encoder as AsyncIterable<Buffer>) {
      const at = GZIP_SYSTEM_OFFSET - offset
      if (format === 'gzip' && at >= 0 && at < piece.length) piece[at] = GZIP_SYSTEM_UNKNOWN
      offset += piece.length
      yield piece
    }
    await feeding
  } finally {
    await feeding.catch(() => {}) // until then the source is not closed
  }
}

function createEncoder(format: Exclude<CompressionFormat, 'none'>, level: number) {
  if (format === 'gzip') return createGzip({ level, chunkSize: PIECE_BYTES })
  return createZstdCompress({ chunkSize: PIECE_BYTES, params: { [constants.ZSTD_c_compressionLevel]: level } })
}

/** The same bytes in pieces of one length: what zstd makes of them depends on how they come. */
async function* regrouped(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let group = Buffer.allocUnsafeSlow(PIECE_BYTES)
  let length = 0
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      const taken = Math.min(piece.length - at, group.length - length)
      group.set(piece.subarray(at, at + taken), length)
      at += taken
      length += taken
      if (length < group.length) continue
      yield group
      group = Buffer.allocUnsafeSlow(PIECE_BYTES)
      length = 0
    }
  }
  if (length > 0) yield group.subarray(0, length)
}
