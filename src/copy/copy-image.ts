import type { WrittenLayer } from '../destinations/layer-writer.ts'
import { type ImageParts, type WriteOptions, type WrittenImage, writeImage } from '../destinations/write-image.ts'
import { inTurn } from '../in-turn.ts'
import type { Progress } from '../inventory/progress.ts'
import type { Digest } from '../oci/digest.ts'
import type { Image } from '../sources/image.ts'
import { encodeConfig } from './encode-config.ts'

/** How an image is copied. */
export interface CopyOptions extends WriteOptions {
  /** Hears what happens while layers are copied. */
  readonly onProgress?: Progress
  /** An open image of a registry that has layers of it, too, which that may take over from there. */
  readonly origin?: Image | undefined
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
    const { onProgress, origin = image } = options
    await image.locateLayers?.()
    const source = await image.layers()
    const known = new Set((await origin.layers()).map(({ digest }) => digest))
    onProgress?.({
      kind: 'layers',
      layers: source.map(({ size }, index) => ({ index, bytes: size, cached: false })),
    })
    const order = [...source.keys()]
    // One stream is read after its own order.
    if (image.sequential) order.sort((a, b) => source[a]!.position - source[b]!.position)
    const copied = await inTurn(order, image.sequential ? 1 : MAX_LAYERS_AT_ONCE, async (index) => {
      const onBytes = (bytes: number): void => onProgress?.({ kind: 'bytes', layer: index, bytes })
      const from = known.has(source[index]!.digest) ? origin : image
      const layer = await writer.copyLayer(source[index]!, from, { onBytes })
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
  return (await image.rawConfig()) ?? encodeConfig(await image.config(), diffIds)
}

async function manifestOf(image: Image): Promise<ImageParts['manifest']> {
  const { descriptor } = image
  const bytes = await image.rawManifest()
  return descriptor === null || bytes === null ? null : { descriptor, bytes }
}
