import type { ImageInventory } from '../../inventory/image-inventory.ts'
import type { GatedImage } from '../gated-image.ts'

/** What is in an image, for budgets that need its layers: who gates sees to it that they were read. */
export function inventoryOf({ reference, inventory }: GatedImage): ImageInventory {
  if (inventory === null) throw new Error(`${reference} is judged by what is in its layers, which were not read.`)
  return inventory
}
