import type { Digest } from '../oci/digest.ts'
import type { DocumentType } from '../oci/document-type.ts'

/**
 * Where a document about an image was found:
 * - `index`: in an attestation manifest beside the image in its index, as BuildKit writes it;
 * - `referrers`: in a manifest whose subject is the image, listed by the registry's referrers API;
 * - `referrers-tag`: in such a manifest, listed under the image's referrers tag;
 * - `cosign-tag`: under one of cosign's tags;
 * - `layout`: in such a manifest, listed somewhere in the layout or archive that holds the image.
 */
export type ReferrerPlace = 'index' | 'referrers' | 'referrers-tag' | 'cosign-tag' | 'layout'

/** A document about an image that is kept beside it: a signature, an SBOM, a provenance. Nothing of it is verified but its bytes. */
export interface Referrer extends DocumentType {
  /** What it says it is: the predicate type of an attestation, else the artifact type, else the media type. */
  readonly type: string
  /** How it is stored; an attestation's is that of its statement or envelope. */
  readonly mediaType: string
  /** The digest and bytes of the document as it is stored. */
  readonly digest: Digest
  readonly size: number
  /** The name of the file that was attached; null where it is not told. */
  readonly title: string | null
  /** The manifest or index that it is about: the image's own, or an index that lists the image. */
  readonly subject: Digest
  readonly found: ReferrerPlace
  /**
   * The document as it is stored; its digest and size are verified. The image must still be open.
   * @throws {UnavailableError} when it cannot be had; {LimitError} when it is larger than `maxReferrerBytes`;
   *   {BrokenImageError} when it is not what its digest promises.
   */
  read(signal?: AbortSignal): Promise<Uint8Array>
}
