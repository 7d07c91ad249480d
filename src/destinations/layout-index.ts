import type { Descriptor } from '../oci/descriptor.ts'
import { parseImageIndex } from '../oci/image-index.ts'
import { MediaType } from '../oci/media-types.ts'
import { isNamed } from '../sources/layout-index.ts'

/** The content of a layout's marker file (OCI image specification, image-layout.md). */
export const MARKER_CONTENT: Uint8Array = Buffer.from('{"imageLayoutVersion":"1.0.0"}')

/** The annotation that names an entry of a layout's index. */
export const REF_NAME = 'org.opencontainers.image.ref.name'

/** A layout's index.json with one image. */
export function newLayoutIndex(entry: Descriptor): Uint8Array {
  return encode({ schemaVersion: 2, mediaType: MediaType.ociIndex, manifests: [entry] })
}

/**
 * A layout's index.json with an image under a tag: in the place of what had the tag, beside all else, which stays as it is.
 * @param where names the index in errors
 * @throws {BrokenImageError} when the index is malformed.
 */
export function withTaggedEntry(index: Uint8Array, entry: Descriptor, tag: string, where: string): Uint8Array {
  const { manifests } = parseImageIndex(index, where)
  const document = JSON.parse(new TextDecoder().decode(index)) as { readonly manifests?: readonly unknown[] | null }
  // What is kept comes from the document itself, with fields that are not known here.
  const others = (document.manifests ?? []).filter((_, position) => !isNamed(manifests[position]!, tag))
  return encode({ ...document, manifests: [...others, entry] })
}

function encode(index: object): Uint8Array {
  return Buffer.from(JSON.stringify(index))
}
