import type { SbomDocument, SbomFile, SbomImage, SbomPackage } from '../sbom-document.ts'

/** A fact for which the formats have no field of their own: under the name by which docs/sbom.md describes it. */
export type Property = readonly [name: string, value: string]

/** What is known of the image itself. */
export function imageProperties({ digest, imageId, platform, layers }: SbomImage): Property[] {
  return [
    ...given('imgpeek:image:digest', digest),
    ...given('imgpeek:image:id', imageId),
    ['imgpeek:image:platform', platform],
    ...layers.flatMap((layer, index): Property[] => [
      [`imgpeek:layer:${index}:diffId`, layer.diffId],
      ...given(`imgpeek:layer:${index}:digest`, layer.digest),
    ]),
  ]
}

/** Where a package comes from. */
export function packageProperties(
  { type, location, layer }: SbomPackage,
  { image }: Pick<SbomDocument, 'image'>,
): Property[] {
  return [
    ['imgpeek:package:type', type],
    ['imgpeek:package:location', location],
    layerProperty(layer),
    ...given('imgpeek:layer:diffId', image.layers[layer]?.diffId ?? null),
  ]
}

/** Where a file comes from, if that is not where its package does. */
export function fileProperties({ layer }: SbomFile): readonly Property[] {
  return layer === null ? NONE : [layerProperty(layer)]
}

const NONE: readonly Property[] = []

function layerProperty(layer: number): Property {
  return ['imgpeek:layer:index', String(layer)]
}

function given(name: string, value: string | null): Property[] {
  return value === null ? [] : [[name, value]]
}
