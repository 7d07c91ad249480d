import type { Descriptor } from '../oci/descriptor.ts'

/** A manifest or index as a store gave it. */
export interface FetchedManifest {
  /** What `bytes` are promised to be: the descriptor asked for, or of a name what the store states (a registry's headers). */
  readonly descriptor: Descriptor
  readonly bytes: Uint8Array
}

/** A place that holds manifests and blobs by digest: what a registry, a layout and an archive have in common. */
export interface ContentStore {
  /**
   * The manifest or index that `promised` describes; with null the one that the image's name stands for. Never more than
   * `maxManifestBytes`; not verified.
   * @throws {UnavailableError} when there is none; {LimitError} when it is too large.
   */
  fetchManifest(promised: Descriptor | null): Promise<FetchedManifest>
  /**
   * Streams a blob, not verified. Each piece is the receiver's own: its memory is not used again.
   * @throws {UnavailableError} when there is none.
   */
  blob(descriptor: Descriptor, signal?: AbortSignal): AsyncIterable<Uint8Array>
  /** Where a blob's bytes begin, when reading blobs in the order of these numbers is faster than in any other. */
  position?(descriptor: Descriptor): number
  close(): Promise<void>
}
