import { type Descriptor, descriptorFromJson } from './descriptor.ts'
import { JsonObject } from './json-object.ts'
import { MediaType } from './media-types.ts'

/** An image index (OCI image specification, image-index.md) or a Docker manifest list. */
export interface ImageIndex {
  readonly mediaType: string
  readonly manifests: readonly Descriptor[]
  readonly annotations: Readonly<Record<string, string>>
}

/**
 * Reads an image index. The caller bounds the size of `bytes`; `where` names the document in errors.
 * @throws {BrokenImageError} when it is malformed.
 */
export function parseImageIndex(bytes: Uint8Array, where: string): ImageIndex {
  const json = JsonObject.parse(bytes, where)
  if (json.value('schemaVersion') !== 2) throw json.mistyped('schemaVersion', '2')
  return {
    mediaType: json.string('mediaType') ?? MediaType.ociIndex,
    // Go encodes an empty list as null.
    manifests: (json.objects('manifests') ?? []).map(descriptorFromJson),
    annotations: json.stringMap('annotations') ?? {},
  }
}
