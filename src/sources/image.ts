import type { ImageConfig } from '../oci/config.ts'
import type { Descriptor } from '../oci/descriptor.ts'
import type { Digest } from '../oci/digest.ts'
import type { Manifest } from '../oci/manifest.ts'
import type { Platform } from '../oci/platform.ts'
import type { Referrer } from './referrer.ts'

/** The name of a source, as it stands in references and in JSON. */
export type SourceName =
  | 'registry'
  | 'oci'
  | 'oci-archive'
  | 'docker-archive'
  | 'docker-daemon'
  | 'container'
  | 'podman'
  | 'containerd'
  | 'rootfs'
  | 'scratch'

/** One layer's compressed bytes, before anything is known of them. */
export interface Layer {
  /** What the source promises of the compressed bytes; null where it promises nothing (`docker save`, a rootfs). */
  readonly digest: Digest | null
  /** Compressed bytes; null where they are not known before they are read. */
  readonly size: number | null
  /** The media type that the manifest states; null where there is no manifest. */
  readonly mediaType: string | null
  readonly annotations: Readonly<Record<string, string>>
  /** The digest of the uncompressed tar that the config promises. */
  readonly diffId: Digest | null
  /** Foreign layers: the places that hold the content when the registry does not. Empty for ordinary layers. */
  readonly urls: readonly string[]
  /** Grows in the order in which a `sequential` image's layers are read best; of no meaning otherwise. */
  readonly position: number
  /**
   * Streams the compressed bytes, unverified; whoever reads checks digest and size. Each piece is the receiver's own: its
   * memory is not used again.
   * @throws {UnavailableError} when they cannot be had.
   */
  open(signal?: AbortSignal): AsyncIterable<Uint8Array>
}

/** A layer in a stream of all layers. Which one it is may only show when it was read, by its diffID. */
export interface PassingLayer {
  /** What its name in the stream promises of its bytes; null where it promises nothing. */
  readonly digest: Digest | null
  readonly size: number
  /** Streams its bytes, once, before the next layer is asked for; whoever does not want it leaves it. */
  open(): AsyncIterable<Uint8Array>
}

/** An image at its source. A source does no analysis; an Image does no I/O until asked. */
export interface Image {
  readonly source: SourceName
  /** The reference in its canonical spelling, without the scheme of the default source. */
  readonly reference: string
  /** The manifest's descriptor; null where the source has no manifest. */
  readonly descriptor: Descriptor | null
  /** The bytes of the config's descriptor: the image id; null where there is no config. */
  readonly imageId: Digest | null
  /**
   * True where the layers lie in one compressed stream (a gzipped archive): they are read well only one after another, by
   * ascending `position`. Another order, or several at once, works too, but each such read decompresses from the start.
   */
  readonly sequential: boolean
  /** Null where the source has none. */
  manifest(): Promise<Manifest | null>
  config(): Promise<ImageConfig>
  /** The manifest's bytes, verified; null where the source has none. */
  rawManifest(): Promise<Uint8Array | null>
  /** The config's bytes, verified; null where the source has none. */
  rawConfig(): Promise<Uint8Array | null>
  /**
   * The platforms that the image's name offers, attestations left out, in the order of its index; where the name leads to a
   * lone image, that of the image.
   */
  platforms(): Promise<readonly Platform[]>
  /** Base first. */
  layers(): Promise<readonly Layer[]>
  /**
   * Of an image that an engine gives as one stream: its layers as they pass, in the stream's order. There may be more than those
   * of the image, and layers that are not in the stream (a container's own). Read to its end it also brings the config. Absent
   * where layers are had one by one.
   */
  passing?(signal?: AbortSignal): AsyncIterable<PassingLayer>
  /** Finds out the layers' `position`, where `layers` does not know them without reading; absent where it does. */
  locateLayers?(): Promise<void>
  /**
   * What is kept beside the image, by digest: signatures, SBOMs, provenance. None where the source has no
   * manifest. Looked for when it is first asked for, which takes requests of its own.
   * @throws {UnavailableError} when the source does not say; {LimitError} when there is too much; {BrokenImageError} when a
   *   manifest is malformed or altered.
   */
  referrers(): Promise<readonly Referrer[]>
  /** Frees sockets and file handles. */
  close(): Promise<void>
}
