import { BrokenImageError, InterruptedError, UnavailableError } from '../errors.ts'
import { EntryTableBuilder } from '../layer/entry-table.ts'
import type { LayerInventory } from '../layer/layer-inventory.ts'
import type { ScanLimits } from '../layer/scan.ts'
import { type Digest, Digester } from '../oci/digest.ts'
import type { Image, Layer } from '../sources/image.ts'
import type { ExtraFacts } from './catalogers.ts'
import { decodeLayer } from './layer-codec.ts'
import { scanPassing } from './passing-layers.ts'
import type { Progress } from './progress.ts'
import { ScanPool } from './scan/scan-pool.ts'
import type { LayerStore } from './shared-layers.ts'

/** How layers are read. */
export interface ReadLayersOptions {
  /** Null where nothing is to be kept. */
  readonly cache: LayerStore | null
  readonly limits: ScanLimits
  /** What is read beside what always is; the cache's fingerprint must stand for it. */
  readonly extraFacts?: readonly ExtraFacts[] | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: Progress | undefined
}

/** A layer and what is in it. */
export interface ReadLayer {
  readonly layer: Layer
  readonly inventory: LayerInventory
  /** Why there is nothing in it: a foreign layer, whose content is not where the image is. */
  readonly missing: string | null
}

/**
 * The inventories of an image's layers, base first: from the cache, or by scanning in parallel.
 * @throws {BrokenImageError} when a layer is broken, hostile or not what was promised; {UnavailableError} when one cannot be
 * had; {InterruptedError} when `signal` aborts.
 */
export async function readLayers(image: Image, options: ReadLayersOptions): Promise<ReadLayer[]> {
  const layers = await image.layers()
  const found = await Promise.all(layers.map((layer) => fromCache(layer, options.cache)))
  options.onProgress?.({
    kind: 'layers',
    layers: layers.map((layer, index) => ({ index, bytes: layer.size, cached: found[index] !== undefined })),
  })
  const read = new Map(
    found.flatMap((inventory, index) => (inventory === undefined ? [] : [[index, inventory] as const])),
  )
  const isMissing = (index: number): boolean => !read.has(index)
  // What passes in a stream is known by its diffID; a layer without one is had by itself.
  const passing = [...layers.keys()].filter((index) => isMissing(index) && layers[index]!.diffId !== null)
  if (image.passing !== undefined && passing.length > 0) {
    const known = new Set(layers.flatMap((layer, index) => digestsOf(layer, read.get(index))))
    for (const [index, inventory] of await scanPassing(image, layers, passing, known, options))
      read.set(index, inventory)
  }
  const missing = [...layers.keys()].filter(isMissing)
  const scanned = missing.length === 0 ? new Map<number, ReadLayer>() : await scanAll(image, layers, missing, options)
  return layers.map((layer, index) => scanned.get(index) ?? { layer, inventory: read.get(index)!, missing: null })
}

/** All digests of a layer that has been read. */
function digestsOf({ digest, diffId }: Layer, inventory: LayerInventory | undefined): Digest[] {
  return inventory === undefined ? [] : [inventory.digest, inventory.diffId, digest ?? [], diffId ?? []].flat()
}

async function scanAll(
  image: Image,
  layers: readonly Layer[],
  wanted: readonly number[],
  { cache, limits, extraFacts = [], signal, onProgress }: ReadLayersOptions,
): Promise<Map<number, ReadLayer>> {
  const bytes = wanted.reduce((sum, index) => sum + (layers[index]!.size ?? 0), 0)
  const work = { limits, extraFacts }
  const pool = image.sequential ? new ScanPool(work, bytes, 1) : new ScanPool(work, bytes)
  const interrupt = (): void => void pool.close()
  signal?.addEventListener('abort', interrupt, { once: true })
  const done = new Map<string, Promise<ReadLayer>>()
  try {
    if (signal?.aborted) throw new InterruptedError(undefined, { cause: signal.reason })
    const order = wanted.toSorted((a, b) => readOrder(image, layers[a]!, layers[b]!))
    const read = await Promise.all(
      order.map(async (index): Promise<[number, ReadLayer]> => {
        const layer = layers[index]!
        // images repeat layers, above all empty ones
        const key = layer.digest ?? layer.diffId ?? String(index)
        const reading = done.get(key) ?? readLayer(pool, layer, index, cache, onProgress)
        done.set(key, reading)
        const result = await reading
        onProgress?.({ kind: 'layer-done', layer: index })
        return [index, { ...result, layer }]
      }),
    )
    return new Map(read)
  } finally {
    signal?.removeEventListener('abort', interrupt)
    await pool.close()
    await Promise.allSettled(done.values()) // what is being written to the cache is written to its end
  }
}

/** The largest first, so that no thread is left with it at the end; one stream after its own order. */
function readOrder(image: Image, a: Layer, b: Layer): number {
  return image.sequential ? a.position - b.position : (b.size ?? 0) - (a.size ?? 0)
}

async function readLayer(
  pool: ScanPool,
  layer: Layer,
  index: number,
  cache: LayerStore | null,
  onProgress: Progress | undefined,
): Promise<ReadLayer> {
  const open = (signal: AbortSignal): AsyncIterable<Uint8Array> => watched(layer.open(signal), index, onProgress)
  try {
    const { digest, size, diffId } = layer
    const encoded = await pool.scan({ promise: { digest, size, diffId }, open })
    const key = layer.digest ?? layer.diffId
    if (cache && key) await cache.write(key, encoded)
    return { layer, inventory: decodeLayer(encoded), missing: null }
  } catch (error) {
    if (layer.urls.length === 0 || !(error instanceof UnavailableError)) throw namingLayer(error, index)
    return {
      layer,
      inventory: emptyInventory(layer),
      missing: `Layer ${index} is a foreign layer: its content is not in the image's registry but at ${layer.urls[0]}.`,
    }
  }
}

async function* watched(
  source: AsyncIterable<Uint8Array>,
  layer: number,
  onProgress: Progress | undefined,
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const piece of source) {
    bytes += piece.length
    yield piece
    onProgress?.({ kind: 'bytes', layer, bytes })
  }
}

async function fromCache(layer: Layer, cache: LayerStore | null): Promise<LayerInventory | undefined> {
  const key = layer.digest ?? layer.diffId
  const encoded = key && (await cache?.read(key))
  if (!encoded) return undefined
  let inventory: LayerInventory
  try {
    inventory = decodeLayer(encoded)
  } catch {
    return undefined // damaged: read again from the source
  }
  // The bytes behind the digest are known; what this image says of them may still be a lie, and scanning finds the words for it.
  const honest =
    (layer.digest === null || layer.digest === inventory.digest) &&
    (layer.size === null || layer.size === inventory.compressedBytes) &&
    (layer.diffId === null || layer.diffId === inventory.diffId)
  return honest ? inventory : undefined
}

/** Says which layer of the image a scan's error is about. */
function namingLayer(error: unknown, index: number): unknown {
  if (error instanceof BrokenImageError) error.message = `Layer ${index}: ${error.message}`
  return error
}

function emptyInventory(layer: Layer): LayerInventory {
  const nothing = new Digester().digest()
  return {
    digest: layer.digest ?? nothing,
    compressedBytes: layer.size ?? 0,
    compression: 'none',
    diffId: layer.diffId ?? nothing,
    tarBytes: 0,
    entries: new EntryTableBuilder().build(),
    facts: {},
    problems: [],
  }
}
