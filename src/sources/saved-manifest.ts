import type { Descriptor } from '../oci/descriptor.ts'
import { verifyDocument } from '../oci/document.ts'
import { parseImageIndex } from '../oci/image-index.ts'
import { parseManifest } from '../oci/manifest.ts'
import { isIndexType, manifestKind } from '../oci/media-types.ts'
import { LAYOUT_INDEX } from './layout-index.ts'
import { blobName } from './oci-archive.ts'
import type { SourceOptions } from './options.ts'
import type { ConfiguredImage } from './saved-config.ts'
import type { TarArchive } from './tar-archive.ts'

/** How many documents of the layout are read in search of the manifest. */
const MAX_DOCUMENTS = 64

/**
 * The OCI manifest of a saved image, in archives that are an image layout as well (docker save since Docker 25); undefined
 * where none in the layout has this very config and these very layers.
 * @throws {BrokenImageError} when a document on the way is malformed or not what its descriptor promises.
 */
export async function findSavedManifest(
  archive: TarArchive,
  { image, digest }: ConfiguredImage,
  reference: string,
  { signal }: SourceOptions,
): Promise<Descriptor | undefined> {
  if (!archive.has(LAYOUT_INDEX)) return undefined
  const index = await archive.readDocument(LAYOUT_INDEX, signal)
  let queue = [...parseImageIndex(index, `${LAYOUT_INDEX} of ${reference}`).manifests]
  // Of the platforms of an index docker saves those that it has; the others' manifests are not there.
  for (let read = 0; queue.length > 0 && read < MAX_DOCUMENTS; read++) {
    const descriptor = queue.shift()!
    const name = blobName(descriptor.digest)
    if (!archive.has(name)) continue
    const bytes = await archive.readDocument(name, signal)
    const what = `The manifest ${descriptor.digest} of ${reference}`
    verifyDocument(bytes, descriptor, what)
    if (manifestKind(bytes, what, descriptor.mediaType) === 'index') {
      if (isIndexType(descriptor.mediaType)) queue = queue.concat(parseImageIndex(bytes, what).manifests)
      continue
    }
    const { config, layers } = parseManifest(bytes, what)
    const isSame = config.digest === digest && layers.length === image.layers.length
    if (isSame && layers.every((layer, i) => blobName(layer.digest) === image.layers[i])) return descriptor
  }
  return undefined
}
