import type { Measured } from '../layer/verify.ts'
import type { Descriptor } from '../oci/descriptor.ts'
import type { Digest } from '../oci/digest.ts'
import type { RegistryReference } from '../reference.ts'
import type { Upload } from '../registry/upload-blob.ts'
import type { SourceOptions } from '../sources/options.ts'

/** The name of a destination, as it stands in references and in JSON. */
export type DestinationName =
  | 'registry'
  | 'oci'
  | 'oci-archive'
  | 'docker-archive'
  | 'docker-daemon'
  | 'podman'
  | 'containerd'

/** What a destination may need: how to reach it, and the limits for what is read of what is there already. */
export type DestinationOptions = Omit<SourceOptions, 'platform'>

/** How a blob came to be where it is wanted: its bytes went there, a registry took it over from another repository, or it was there. */
export type Transfer = Upload

/** A blob whose digest is known before it is written. */
export interface KnownBlob {
  readonly digest: Digest
  /** In bytes. */
  readonly size: number
  /** The image of a registry that it is of; null where it comes from elsewhere. */
  readonly origin: RegistryReference | null
  /** Streams the bytes, as often as it is asked to; throws where they are not those of digest and size. */
  open(): AsyncIterable<Uint8Array>
}

/** An image all of whose blobs are in their place. */
export interface FinishedImage {
  /** The manifest, with the image's platform. */
  readonly descriptor: Descriptor
  readonly manifest: Uint8Array
  readonly config: Descriptor
  /** Base first. */
  readonly layers: readonly Descriptor[]
}

/**
 * A place that one image is being written to. Nothing is to be seen of it before `commit`, and nothing is left of it where
 * `close` comes without one. Blobs may be written several at once.
 */
export interface Destination {
  readonly name: DestinationName
  /** The reference in its canonical spelling, without the scheme of a registry. */
  readonly reference: string
  /** Whether layers are stored as plain tars, whatever the source has. */
  readonly wantsTars: boolean
  /** Where tars are wanted: whether a compressed layer of this media type will do. None does where this is absent. */
  readonly takesLayer?: (mediaType: string) => boolean
  /** Whether a manifest of Docker's type may stand there, beside those of OCI's. */
  readonly takesDockerManifests: boolean
  /**
   * Stores a blob, unless it is there with that size.
   * @throws {UnavailableError} when it cannot be written; {InterruptedError} when the signal fires; what `open` throws.
   */
  putBlob(blob: KnownBlob, signal: AbortSignal): Promise<Transfer>
  /**
   * Stores bytes that nothing is known of yet, and says what they were.
   * @throws the same as `putBlob`, and what `bytes` throws
   */
  addBlob(bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<Measured>
  /**
   * Lets the image appear under its name, all at once.
   * @throws {UnavailableError} when it cannot.
   */
  commit(image: FinishedImage, signal: AbortSignal): Promise<void>
  /** Removes what was not committed, and frees sockets and files. Nothing is being written any more by then. */
  close(): Promise<void>
}
