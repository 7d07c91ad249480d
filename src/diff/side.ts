import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { ImageConfig } from '../oci/config.ts'
import { layerInstructions } from '../oci/instruction.ts'
import type { ComparedLayer } from '../report/diff-document.ts'
import type { Image } from '../sources/image.ts'

/** What is known of one of two images before its layers are read. */
export interface DiffSide extends Pick<Image, 'reference' | 'source' | 'descriptor' | 'imageId'> {
  readonly config: ImageConfig
  /** Base first. */
  readonly layers: readonly SideLayer[]
  /** See `ImageRequest.lastLayer`; null for all of the image. */
  readonly lastLayer: number | null
}

/** A layer, as far as its source tells of it; the digest is the one that the manifest states. */
export interface SideLayer extends ComparedLayer {
  readonly diffId: string | null
}

/**
 * Gathers what is known of an image without its layers.
 * @throws {UnavailableError} or {BrokenImageError} when its config cannot be had or is wrong.
 */
export async function sideOf(image: Image, lastLayer: number | null): Promise<DiffSide> {
  const [config, layers] = await Promise.all([image.config(), image.layers()])
  const instructions = layerInstructions(config.history, layers.length)
  return {
    reference: image.reference,
    source: image.source,
    descriptor: image.descriptor,
    imageId: image.imageId,
    config,
    lastLayer,
    layers: layers.map(({ digest, diffId, size }, index) => {
      return { index, digest, diffId, compressedBytes: size, instruction: instructions[index]! }
    }),
  }
}

/** The same with what reading its layers has shown. */
export function sideWithLayers(side: DiffSide, { layers }: Pick<ImageInventory, 'layers'>): DiffSide {
  return {
    ...side,
    layers: side.layers.map((layer, index) => {
      const { diffId, compressedBytes } = layers[index]!.inventory
      return { ...layer, diffId, compressedBytes }
    }),
  }
}

/** Whether two sides are one image at one point: what they hold need not be read to say that it is the same. */
export function isSameImage(before: DiffSide, after: DiffSide): boolean {
  if (before.lastLayer !== after.lastLayer) return false
  // what has the same config has the same layers, by its diffIDs
  const isSameConfig = before.imageId !== null && before.imageId === after.imageId
  return isSameConfig || (before.descriptor !== null && before.descriptor.digest === after.descriptor?.digest)
}
