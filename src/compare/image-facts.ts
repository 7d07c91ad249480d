import type { FitApp } from '../fit/app.ts'
import { tryBase } from '../fit/fit.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import { visibleBytes } from '../inventory/sizes.ts'
import type { Platform } from '../oci/platform.ts'
import type { BaseFit } from '../report/fit-document.ts'
import type { Image } from '../sources/image.ts'
import { type Attachments, attachmentsOf } from './attachments.ts'

/** What rows are made from, while an image is open. Sizes are in bytes, as docs/json.md names them. */
export interface ImageFacts extends Attachments {
  readonly inventory: ImageInventory
  readonly compressedBytes: number
  readonly layerBytes: number
  readonly contentBytes: number
  /** Regular files of the final filesystem, each hard link. */
  readonly files: number
  /** How an app fits the image as its base; null where no app is asked about. */
  readonly fit: Omit<BaseFit, 'label'> | null
  /** What the image's name offers. */
  readonly platforms: readonly Platform[]
}

/**
 * Gathers what an image is compared by.
 * @param app what is tried on the image; null for nothing
 * @throws {UnavailableError} when its source cannot say what is offered beside it.
 */
export async function factsOfImage(inventory: ImageInventory, image: Image, app: FitApp | null): Promise<ImageFacts> {
  const { layers, tree } = inventory
  let files = 0
  for (const { type } of tree.nodes()) if (type === 'file') files++
  return {
    inventory,
    compressedBytes: layers.reduce((sum, { inventory: layer }) => sum + layer.compressedBytes, 0),
    layerBytes: layers.reduce((sum, { effect }) => sum + effect.fileBytes, 0),
    contentBytes: visibleBytes(inventory).contentBytes,
    files,
    fit: app === null ? null : tryBase(app, inventory, { label: inventory.reference }),
    platforms: await image.platforms(),
    ...(await attachmentsOf(image)),
  }
}
