import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { Image } from '../sources/image.ts'
import type { Depth, GatedImage, GatedLayer } from './gated-image.ts'

/** What is read of an image itself. */
export type ReadImage = Omit<GatedImage, 'platforms' | 'baseline'>

/**
 * Reads an image no deeper than its config. `depth` is what it takes.
 * @returns null where only the layers themselves say how large they are, as of a directory
 * @throws {UnavailableError} when it cannot be had; {BrokenImageError} when it is broken
 */
export async function readShallow(image: Image, depth: Exclude<Depth, 'layers'>): Promise<ReadImage | null> {
  const manifest = await image.manifest()
  const promised = manifest?.layers ?? (await image.layers())
  const layers = promised.map(({ digest, size }, index): GatedLayer => ({ index, digest, compressedBytes: size }))
  if (layers.some(({ compressedBytes }) => compressedBytes === null)) return null
  const config = depth === 'config' ? await image.config() : null
  return { reference: image.reference, digest: image.descriptor?.digest ?? null, layers, config, inventory: null }
}

/** What a gate sees of an image whose layers were read. */
export function readDeep(inventory: ImageInventory): ReadImage {
  const { reference, descriptor, config } = inventory
  const layers = inventory.layers.map(
    ({ layer, inventory: { compressedBytes } }, index): GatedLayer => ({
      index,
      digest: layer.digest,
      compressedBytes,
    }),
  )
  return { reference, digest: descriptor?.digest ?? null, layers, config, inventory }
}
