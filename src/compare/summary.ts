import type { FitApp } from '../fit/app.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { ComparedImage, CompareValue } from '../report/compare-document.ts'
import type { Image } from '../sources/image.ts'
import { factsOfImage } from './image-facts.ts'
import { ROW_GROUPS } from './rows/row-groups.ts'

/** What a comparison keeps of an image; its inventory can go. */
export interface ImageSummary extends Omit<ComparedImage, 'label' | 'values'> {
  /** By the row's name, of every row. */
  readonly values: ReadonlyMap<string, CompareValue>
  /** The layers as they are pulled, base first, each once. */
  readonly layers: readonly PulledLayer[]
}

/** A layer as a registry stores it. */
export interface PulledLayer {
  /** Of the compressed bytes. */
  readonly digest: string
  readonly compressedBytes: number
}

/**
 * Takes from an image what it is compared by.
 * @param app tried on the image as its base; null for none
 * @throws {UnavailableError} when its source cannot say what is offered beside it.
 */
export async function summarizeImage(
  inventory: ImageInventory,
  image: Image,
  app: FitApp | null = null,
): Promise<ImageSummary> {
  const facts = await factsOfImage(inventory, image, app)
  const rows = ROW_GROUPS.flatMap((group) => group.rows)
  const layers = inventory.layers.map(({ inventory: { digest, compressedBytes } }) => ({ digest, compressedBytes }))
  return {
    reference: inventory.reference,
    source: inventory.source,
    digest: inventory.descriptor?.digest ?? null,
    platform: inventory.config.platform,
    created: inventory.config.created,
    warnings: inventory.warnings,
    values: new Map(rows.map(({ name, value }) => [name, value(facts)])),
    layers: [...new Map(layers.map((layer) => [layer.digest, layer])).values()],
  }
}
