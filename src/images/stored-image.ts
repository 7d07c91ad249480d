import type { Digest } from '../oci/digest.ts'
import type { Platform } from '../oci/platform.ts'
import type { SourceName } from '../sources/image.ts'
import type { SourceOptions } from '../sources/options.ts'

/** A layer as a store keeps it. */
export interface StoredLayer {
  /** What all images that have the layer call it: a digest, or the digests that lead to it. */
  readonly key: string
  readonly bytes: number
}

/** An image as a store lists it. */
export interface StoredImage {
  /** In full, without the scheme; empty where it has none. */
  readonly names: readonly string[]
  /** The digest of its manifest; null where the store has none. */
  readonly digest: Digest | null
  readonly imageId: Digest | null
  readonly platform: Platform | null
  /** RFC 3339; null where the config does not say. */
  readonly created: string | null
  /** Base first; null where they are not known, and then `problem` says why. */
  readonly layers: readonly StoredLayer[] | null
  /** The names of the containers that were made of it; null where the store does not know of containers. */
  readonly containers: readonly string[] | null
  /** A sentence on what could not be found out; null where all was. */
  readonly problem: string | null
}

/** The images of an engine or of a repository. */
export interface ImageStore {
  readonly source: SourceName
  /** Where that is: a repository, an engine's socket. */
  readonly reference: string
  /** What the layers' bytes are; the names are those of `inspect`. */
  readonly measure: 'compressedBytes' | 'layerBytes' | 'tarBytes'
  readonly images: readonly StoredImage[]
  /** Names that were not looked up, because there are too many. */
  readonly unread: number
}

/** How a store is listed. */
export interface ListImagesOptions extends SourceOptions {
  /** Of a repository only tags that one of these globs matches are looked up; all where there are none. */
  readonly tags?: readonly string[]
  /** How many tags of a repository are looked up, each of which costs two requests; 0 for all. */
  readonly maxTags: number
}

/** Lists what is at `name`, what follows the scheme. */
export type ListImages = (name: string, options: ListImagesOptions) => Promise<ImageStore>
