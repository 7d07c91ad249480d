import type { Platform } from '../oci/platform.ts'
import type { BaselineDocument } from '../report/baseline-document.ts'
import { figuresOfLayers } from './figures.ts'
import type { ReadImage } from './read-gated.ts'

/** What a manifest says of an image that others are measured against: enough for budgets that need no more of either. */
export function shallowBaseline({ reference, digest, layers }: ReadImage, platform: Platform): BaselineDocument {
  return {
    reference,
    digest,
    platform,
    created: null,
    figures: { ...figuresOfLayers(layers) },
    sizes: {},
    layers: layers.map((layer) => ({
      digest: layer.digest,
      diffId: null,
      compressedBytes: layer.compressedBytes ?? 0,
      fileBytes: 0,
      instruction: null,
    })),
    baseLayers: null,
    baseEvidence: 'the layers were not read',
    packages: [],
    unowned: [],
    unownedFrom: 0,
  }
}
