import { BrokenImageError, UnavailableError } from '../../errors.ts'
import type { Descriptor } from '../../oci/descriptor.ts'
import { layerMediaType } from '../../oci/layer-types.ts'
import { type Manifest, parseManifest } from '../../oci/manifest.ts'
import { MediaType } from '../../oci/media-types.ts'
import type { Layer } from '../image.ts'
import type { StoredImage } from './storage-directory.ts'

/**
 * The manifest of an image as the storage has it: with the annotations of the one that it came with, which tell what it is built on, and
 * with layers that are plain tars. No document says this, so that there are no bytes of it and no digest.
 * @returns null where the one that it came with is not there or of an old format, or where sizes of tars are not known
 */
export async function storedManifest(
  image: StoredImage,
  layers: readonly Layer[],
  maxBytes: number,
): Promise<Manifest | null> {
  const described = layers.flatMap(({ diffId, size }): Descriptor[] =>
    diffId === null || size === null ? [] : [{ mediaType: layerMediaType('none'), digest: diffId, size }],
  )
  if (described.length < layers.length) return null
  const what = `The manifest of the image ${image.id}`
  try {
    const manifest = parseManifest(await image.directory.document(image, 'manifest', maxBytes, what), what)
    return { ...manifest, mediaType: MediaType.ociManifest, layers: described }
  } catch (error) {
    if (error instanceof BrokenImageError || error instanceof UnavailableError) return null
    throw error
  }
}
