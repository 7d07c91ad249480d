import type { LayerSharing, LayersInCommon, SharedLayer } from '../report/compare-document.ts'
import type { PulledLayer } from './summary.ts'

/** Which layers images have in common, and what that saves; each image's layers come without repetitions. */
export function layerSharing(images: readonly (readonly PulledLayer[])[]): LayerSharing {
  const layers = new Map<string, { readonly compressedBytes: number; readonly images: number[] }>()
  for (const [index, pulled] of images.entries()) {
    for (const { digest, compressedBytes } of pulled) {
      const layer = layers.get(digest) ?? { compressedBytes, images: [] }
      layer.images.push(index)
      layers.set(digest, layer)
    }
  }
  const matrix = images.map(() => images.map((): LayersInCommon => ({ layers: 0, compressedBytes: 0 })))
  let separateBytes = 0
  let togetherBytes = 0
  const shared: SharedLayer[] = []
  for (const [digest, layer] of layers) {
    togetherBytes += layer.compressedBytes
    separateBytes += layer.compressedBytes * layer.images.length
    if (layer.images.length > 1) shared.push({ digest, ...layer })
    for (const a of layer.images) {
      for (const b of layer.images) {
        const common = matrix[a]![b]!
        matrix[a]![b] = {
          layers: common.layers + 1,
          compressedBytes: common.compressedBytes + layer.compressedBytes,
        }
      }
    }
  }
  shared.sort((a, b) => b.compressedBytes - a.compressedBytes || (a.digest < b.digest ? -1 : 1))
  return { separateBytes, togetherBytes, shared, matrix }
}
