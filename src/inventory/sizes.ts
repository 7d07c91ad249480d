import { type DiveFigures, diveFigures } from '../rootfs/dive.ts'
import { InodeSet } from '../rootfs/inode-set.ts'
import type { ImageInventory, ImageLayer } from './image-inventory.ts'

/** An image's bytes, counted in the ways that docs/json.md names. */
export interface ImageSizes {
  readonly compressedBytes: number
  readonly tarBytes: number
  readonly layerBytes: number
  readonly contentBytes: number
  readonly reclaimableBytes: number
  readonly efficiency: number
  readonly dive: DiveFigures
  /** For each layer, base first: the bytes of its files that the final filesystem does not show. */
  readonly reclaimableByLayer: readonly number[]
}

/** What the final filesystem shows of the layers' bytes, hard links once. */
export function visibleBytes({
  layers,
  tree,
}: Pick<ImageInventory, 'layers' | 'tree'>): Pick<ImageSizes, 'contentBytes' | 'reclaimableByLayer'> {
  const reclaimableByLayer = layers.map(({ effect }) => effect.fileBytes)
  const met = new InodeSet()
  let contentBytes = 0
  for (const node of tree.nodes()) {
    if (node.type !== 'file' || !met.add(node.inode)) continue
    contentBytes += node.size
    reclaimableByLayer[node.contentLayer]! -= node.size
  }
  return { contentBytes, reclaimableByLayer }
}

/** Adds up an image's bytes. */
export function imageSizes({ layers, tree }: Pick<ImageInventory, 'layers' | 'tree'>): ImageSizes {
  const { contentBytes, reclaimableByLayer } = visibleBytes({ layers, tree })
  const sum = (bytesOf: (layer: ImageLayer) => number): number =>
    layers.reduce((total, layer) => total + bytesOf(layer), 0)
  const layerBytes = sum(({ effect }) => effect.fileBytes)
  return {
    compressedBytes: sum(({ inventory }) => inventory.compressedBytes),
    tarBytes: sum(({ inventory }) => inventory.tarBytes),
    layerBytes,
    contentBytes,
    reclaimableBytes: layerBytes - contentBytes,
    efficiency: layerBytes === 0 ? 1 : contentBytes / layerBytes,
    dive: diveFigures(
      layers.map(({ inventory }) => inventory.entries),
      tree,
    ),
    reclaimableByLayer,
  }
}
