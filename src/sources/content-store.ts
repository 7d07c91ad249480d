import type { Descriptor } from '../oci/descriptor.ts'
import type { Digest } from '../oci/digest.ts'
import type { ReferrerPlace } from './referrer.ts'

/** A manifest or index as a store gave it. */
export interface FetchedManifest {
  /** What `bytes` are promised to be: the descriptor asked for, or of a name what the store states (a registry's headers). */
  readonly descriptor: Descriptor
  readonly bytes: Uint8Array
}

/** A manifest that may be about an image, as a store lists it. */
export interface ListedReferrer {
  readonly descriptor: Descriptor
  readonly found: ReferrerPlace
  /** What it is about; null where only its own `subject` can say. */
  readonly subject: Digest | null
  /** The manifest, where finding it brought it along; not verified. */
  readonly bytes?: Uint8Array
}

/** A place that holds manifests and blobs by digest: what a registry, a layout and an archive have in common. */
export interface ContentStore {
  /**
   * The manifest or index that `promised` describes; with null the one that the image's name stands for. Never more than
   * `maxManifestBytes`; not verified.
   * @throws {NotFoundError} when there is none; {UnavailableError} when it cannot be had; {LimitError} when it is too large.
   */
  fetchManifest(promised: Descriptor | null): Promise<FetchedManifest>
  /**
   * Streams a blob, not verified. Each piece is the receiver's own: its memory is not used again.
   * @throws {UnavailableError} when there is none.
   */
  blob(descriptor: Descriptor, signal?: AbortSignal): AsyncIterable<Uint8Array>
  /**
   * Manifests that may be about one of `subjects`, which are verified; at most `maxReferrers`.
   * @throws {UnavailableError} when they cannot be listed; {LimitError} when there are more; {BrokenImageError} when a list is
   *   malformed.
   */
  referrers(subjects: readonly Digest[]): Promise<readonly ListedReferrer[]>
  /** Where a blob's bytes begin, when reading blobs in the order of these numbers is faster than in any other. */
  position?(descriptor: Descriptor): number
  close(): Promise<void>
}
