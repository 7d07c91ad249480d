import { UsageError } from '../errors.ts'
import type { Descriptor } from '../oci/descriptor.ts'
import { formatRegistryReference, parseRegistryReference } from '../reference.ts'
import { LAYOUT_INDEX } from '../sources/layout-index.ts'
import { blobName } from '../sources/oci-archive.ts'
import { SAVE_MANIFEST } from '../sources/saved-images.ts'
import type { FinishedImage } from './destination.ts'
import { newLayoutIndex, REF_NAME } from './layout-index.ts'

/** The annotation by which containerd, and so Docker with its image store, knows an image's full name. */
const CONTAINERD_NAME = 'io.containerd.image.name'

/** What an engine is to call an image. */
export interface FullName {
  /** With host and tag. */
  readonly text: string
  readonly tag: string
}

/**
 * Reads the name that an image is to have.
 * @throws {UsageError} when it is no image's name, or one by digest.
 */
export function fullNameOf(ref: string): FullName {
  const reference = parseRegistryReference(ref)
  const { tag, digest } = reference
  if (tag !== null && digest === null) return { text: formatRegistryReference(reference), tag }
  throw new UsageError(`"${ref}" names an image by its digest, which only the result has; name a tag, such as app:1.0.`)
}

/**
 * The documents beside the blobs of an archive in the form that `docker save` gives it since Docker 25: a layout's index, and the
 * manifest.json that older versions read; by their names.
 * @param name null where the image is to have none
 */
export function savedDocuments(
  { descriptor, config, layers }: FinishedImage,
  name: FullName | null,
): ReadonlyMap<string, Uint8Array> {
  const saved = {
    Config: blobName(config.digest),
    RepoTags: name === null ? null : [name.text],
    Layers: layers.map(({ digest }) => blobName(digest)),
  }
  return new Map([
    [LAYOUT_INDEX, newLayoutIndex(name === null ? descriptor : named(descriptor, name))],
    [SAVE_MANIFEST, Buffer.from(JSON.stringify([saved]))],
  ])
}

function named(descriptor: Descriptor, { text, tag }: FullName): Descriptor {
  return { ...descriptor, annotations: { [CONTAINERD_NAME]: text, [REF_NAME]: tag } }
}
