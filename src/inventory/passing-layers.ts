import { InterruptedError } from '../errors.ts'
import type { LayerInventory } from '../layer/layer-inventory.ts'
import type { Digest } from '../oci/digest.ts'
import type { Image, Layer, PassingLayer } from '../sources/image.ts'
import { decodeLayer } from './layer-codec.ts'
import type { ReadLayersOptions } from './layers.ts'
import { ScanPool } from './scan/scan-pool.ts'

/**
 * Reads layers as they pass in an image's one stream. Which of the image's layers one is, its diffID says when it was read;
 * what is known by its name in the stream not to be wanted is passed over.
 * @param wanted the indexes of the layers to read
 * @param known digests of what need not be read
 * @returns the inventories by the layers' indexes; of layers that did not pass there is none
 * @throws as `readLayers`
 */
export async function scanPassing(
  image: Image,
  layers: readonly Layer[],
  wanted: readonly number[],
  known: ReadonlySet<Digest>,
  options: ReadLayersOptions,
): Promise<Map<number, LayerInventory>> {
  const { limits, extraFacts = [], signal } = options
  const pool = new ScanPool({ limits, extraFacts }, 0, 1)
  const failed = new AbortController()
  const interrupt = (): void => void pool.close()
  signal?.addEventListener('abort', interrupt, { once: true })
  const read = new Map<number, LayerInventory>()
  const seen = new Set(known)
  try {
    if (signal?.aborted) throw new InterruptedError(undefined, { cause: signal.reason })
    const ending = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal])
    for await (const passing of image.passing?.(ending) ?? []) {
      if (passing.digest !== null && seen.has(passing.digest)) continue
      const { digest, size } = passing
      const open = (end: AbortSignal): AsyncIterable<Uint8Array> => {
        end.addEventListener('abort', () => failed.abort(end.reason), { once: true })
        return watched(passing, likelyIndex(passing, layers, wanted, read), options)
      }
      const encoded = await pool.scan({ promise: { digest, size, diffId: null }, open })
      const inventory = decodeLayer(encoded)
      seen.add(inventory.digest)
      const indexes = wanted.filter((index) => layers[index]!.diffId === inventory.diffId)
      if (indexes.length > 0) await options.cache?.write(layers[indexes[0]!]!.digest ?? inventory.diffId, encoded)
      for (const index of indexes) {
        read.set(index, inventory)
        options.onProgress?.({ kind: 'layer-done', layer: index })
      }
    }
    return read
  } catch (error) {
    failed.abort(error)
    throw error
  } finally {
    signal?.removeEventListener('abort', interrupt)
    await pool.close()
  }
}

/** Whose progress it is: where the name does not say which layer passes, that of the lowest that is still to come. */
function likelyIndex(
  { digest }: PassingLayer,
  layers: readonly Layer[],
  wanted: readonly number[],
  read: ReadonlyMap<number, LayerInventory>,
): number {
  const missing = wanted.filter((index) => !read.has(index))
  return missing.find((index) => digest !== null && layers[index]!.digest === digest) ?? missing[0] ?? 0
}

async function* watched(
  passing: PassingLayer,
  layer: number,
  { onProgress }: ReadLayersOptions,
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const piece of passing.open()) {
    bytes += piece.length
    yield piece
    onProgress?.({ kind: 'bytes', layer, bytes })
  }
}
