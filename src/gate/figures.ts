import type { ImageInventory } from '../inventory/image-inventory.ts'
import { imageSizes } from '../inventory/sizes.ts'
import type { GatedLayer } from './gated-image.ts'

/** The figures that a manifest alone says: sizes in bytes, `layerSize` of the largest layer. */
export type LayerFigures = Readonly<Record<'compressedSize' | 'layerSize' | 'layerCount', number>>

/** The plain figures of an image by the keys of their budgets, in the budgets' units. `fileCount` is of regular files, hard links too. */
export type Figures = LayerFigures &
  Readonly<
    Record<
      | 'contentSize'
      | 'fileCount'
      | 'reclaimableSize'
      | 'efficiency'
      | 'diveEfficiency'
      | 'diveWastedSize'
      | 'diveWastedPercent'
      | 'packageCount'
      | 'unresolvedLibraries'
      | 'setuidFiles',
      number
    >
  >

/** What a baseline keeps of an image, and what budgets and growth are measured by. Worked out once for each inventory. */
export function figuresOf(inventory: ImageInventory): Figures {
  const known = FIGURES.get(inventory)
  if (known !== undefined) return known
  const { contentBytes, reclaimableBytes, efficiency, dive } = imageSizes(inventory)
  const figures: Figures = {
    ...layerFigures(inventory.layers.map((layer) => layer.inventory.compressedBytes)),
    contentSize: contentBytes,
    fileCount: Array.from(inventory.tree.nodes()).filter(({ type }) => type === 'file').length,
    reclaimableSize: reclaimableBytes,
    efficiency,
    diveEfficiency: dive.efficiency,
    diveWastedSize: dive.wastedBytes,
    diveWastedPercent: dive.wastedUserPercent,
    packageCount: inventory.packages.length,
    unresolvedLibraries: inventory.binaries.unresolved.length,
    setuidFiles: inventory.posture.setuid.length,
  }
  FIGURES.set(inventory, figures)
  return figures
}

const FIGURES = new WeakMap<ImageInventory, Figures>()

/** The figures of a manifest's layers; null where the source does not say how large a layer is before it is read. */
export function figuresOfLayers(layers: readonly GatedLayer[]): LayerFigures | null {
  const sizes = layers.flatMap(({ compressedBytes }) => compressedBytes ?? [])
  return sizes.length === layers.length ? layerFigures(sizes) : null
}

function layerFigures(sizes: readonly number[]): LayerFigures {
  return {
    compressedSize: sizes.reduce((sum, size) => sum + size, 0),
    layerSize: sizes.reduce((largest, size) => Math.max(largest, size), 0),
    layerCount: sizes.length,
  }
}
