import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { ImageConfig } from '../oci/config.ts'
import type { Platform } from '../oci/platform.ts'
import type { BaselineDocument } from '../report/baseline-document.ts'

/** How far an image must be read for a budget: its manifest, its config as well, or all layers. */
export type Depth = 'manifest' | 'config' | 'layers'

/** A layer as the manifest tells of it. */
export interface GatedLayer {
  readonly index: number
  readonly digest: string | null
  /** Null where the source does not say before the layer is read. */
  readonly compressedBytes: number | null
}

/** An image in front of a gate: as much of it as the budgets need. */
export interface GatedImage {
  readonly reference: string
  /** The manifest's; null where the source has none. */
  readonly digest: string | null
  /** What the name offers; empty where no budget asks. */
  readonly platforms: readonly Platform[]
  readonly layers: readonly GatedLayer[]
  /** Null where no budget needs it. */
  readonly config: ImageConfig | null
  /** Null where no budget needs it. */
  readonly inventory: ImageInventory | null
  /** What it is measured against; null where there is nothing yet. */
  readonly baseline: BaselineDocument | null
}
