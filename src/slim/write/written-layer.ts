import type { WrittenLayer } from '../../destinations/layer-writer.ts'
import { UnavailableError } from '../../errors.ts'
import type { ReadLayer } from '../../inventory/layers.ts'
import type { Compression } from '../../layer/decompress/compression.ts'
import type { FactReader } from '../../layer/fact-reader.ts'
import { TarScan } from '../../layer/scan.ts'
import type { TarLimits } from '../../layer/tar/reader.ts'

/** A tar that is read as it goes by. */
interface ScannedTar {
  readonly tar: AsyncIterable<Uint8Array>
  /** What was in it, as a layer of an image has it; once `tar` has ended and was written. */
  readAs(written: WrittenLayer): ReadLayer
}

/** Reads a layer's tar on its way to where it is written: what goes there, and nothing else, is what is found. */
export function scanned(tar: AsyncIterable<Uint8Array>, readers: readonly FactReader[], limits: TarLimits): ScannedTar {
  const scan = new TarScan(null, readers, limits)
  async function* passing(): AsyncGenerator<Uint8Array> {
    for await (const piece of tar) {
      scan.push(piece)
      yield piece
    }
  }
  return {
    tar: passing(),
    readAs({ descriptor, diffId }) {
      const { digest, size, mediaType } = descriptor
      const form = { digest, compressedBytes: size, compression: compressionOf(mediaType) }
      const layer = { digest, size, mediaType, annotations: {}, diffId, urls: [], position: 0, open: notHere }
      return { layer, inventory: { ...form, ...scan.end() }, missing: null }
    },
  }
}

/** A destination takes bytes, and gives none. */
function notHere(): never {
  throw new UnavailableError('A layer that is being written cannot be read again before it is there.')
}

/** The compression that an OCI media type ends with. */
function compressionOf(mediaType: string): Compression {
  const suffix = /\+(gzip|zstd)$/.exec(mediaType)?.[1]
  return suffix === 'gzip' || suffix === 'zstd' ? suffix : 'none'
}
