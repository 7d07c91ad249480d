import type { WrittenLayer } from '../destinations/layer-writer.ts'
import { type ImageParts, type WriteOptions, type WrittenImage, writeImage } from '../destinations/write-image.ts'
import type { Progress } from '../inventory/progress.ts'
import type { Digest } from '../oci/digest.ts'
import type { Image } from '../sources/image.ts'
import { encodeConfig } from './encode-config.ts'

/** How an image is copied. */
export interface CopyOptions extends WriteOptions {
  /** Hears what happens while layers are copied. */
  readonly onProgress?: Progress
}

/** An image that has been copied. */
export interface CopiedImage extends WrittenImage {
  /** Base first. */
  readonly layers: readonly WrittenLayer[]
}

/** Layers under way at a time, as many as Docker takes. */
const MAX_LAYERS_AT_ONCE = 3

/**
 * Writes an image that is open to another place, unchanged: config and layers keep their digests, and so does the manifest, where
 * the destination has room for one of its type.
 * @throws the same as `writeImage`, and {BrokenImageError} when a layer is not what was promised
 */
export async function copyImage(image: Image, destination: string, options: CopyOptions): Promise<CopiedImage> {
  let layers: readonly WrittenLayer[] = []
  const written = await writeImage(destination, options, async (writer) => {
    const { onProgress } = options
    const source = await image.layers()
    onProgress?.({
      kind: 'layers',
      layers: source.map(({ size }, index) => ({ index, bytes: size, cached: false })),
    })
    const order = [...source.keys()]
    // One stream is read after its own order.
    if (image.sequential) order.sort((a, b) => source[a]!.position - source[b]!.position)
    const copied = await inTurn(order, image.sequential ? 1 : MAX_LAYERS_AT_ONCE, async (index) => {
      const onBytes = (bytes: number): void => onProgress?.({ kind: 'bytes', layer: index, bytes })
      const layer = await writer.copyLayer(source[index]!, image, { onBytes })
      onProgress?.({ kind: 'layer-done', layer: index })
      return [index, layer] as const
    })
    const byIndex = new Map(copied)
    layers = [...source.keys()].map((index) => byIndex.get(index)!)
    return { config: await configOf(image, layers), layers, manifest: await manifestOf(image) }
  })
  return { ...written, layers }
}

async function configOf(image: Image, layers: readonly WrittenLayer[]): Promise<Uint8Array> {
  const diffIds: readonly Digest[] = layers.map(({ diffId }) => diffId)
  return (await image.rawConfig()) ?? encodeConfig((await image.config()).platform, diffIds)
}

async function manifestOf(image: Image): Promise<ImageParts['manifest']> {
  const { descriptor } = image
  const bytes = await image.rawManifest()
  return descriptor === null || bytes === null ? null : { descriptor, bytes }
}

/** Does work for each item, for so many at a time; the results come as they are ready. */
async function inTurn<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const waiting = [...items]
  const results: Result[] = []
  const takeNext = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) results.push(await work(item))
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, takeNext))
  return results
}
