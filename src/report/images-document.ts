import type { Digest } from '../oci/digest.ts'
import type { Platform } from '../oci/platform.ts'
import type { SourceName } from '../sources/image.ts'

/** What `imgpeek images --json` prints; docs/schema/images.schema.json describes it. Sizes are bytes. */
export interface ImagesDocument {
  readonly schemaVersion: 1
  readonly source: SourceName
  /** Where the images are: a repository, an engine's socket. */
  readonly reference: string
  /** What of layers all sizes are: `compressedBytes` as a registry stores them, `layerBytes` what files take,
   * `tarBytes` the tars that they came in. */
  readonly measure: 'compressedBytes' | 'layerBytes' | 'tarBytes'
  readonly images: readonly ImageRow[]
  /** Images that were left out because of `--limit`. */
  readonly more: number
  /** Tags that were not looked up, because of `--max-tags`; nothing else says anything of them. */
  readonly unread: number
  /** Of all images, those that were left out included. */
  readonly total: ImagesTotal
}

/** An image. */
export interface ImageRow {
  /** Sorted; empty where it has none. */
  readonly names: readonly string[]
  readonly digest: Digest | null
  readonly imageId: Digest | null
  readonly platform: Platform | null
  readonly created: string | null
  /** Null, as the sizes, where the image could not be read. */
  readonly layers: number | null
  /** Of its layers, each once. */
  readonly bytes: number | null
  /** Of those that other images have as well. */
  readonly sharedBytes: number | null
  /** Of those that only it has, which is what removing it frees. */
  readonly ownBytes: number | null
  /** The containers that were made of it; null where the place knows of none. */
  readonly containers: readonly string[] | null
  /** Why it could go: no container was made of it, and it has no name (`untagged`) or has one (`unused`); else null. */
  readonly couldGo: 'untagged' | 'unused' | null
  /** What could not be found out; null where all was. */
  readonly problem: string | null
}

/** What a group of images adds up to. */
export interface ImagesSize {
  readonly images: number
  readonly bytes: number
}

/** Sums over images. */
export interface ImagesTotal extends ImagesSize {
  /** What they would take if each had its layers to itself. */
  readonly separateBytes: number
  /** Those that could go; null where the place knows of no containers. `bytes` is what that frees when all of them go. */
  readonly couldGo: { readonly untagged: ImagesSize; readonly all: ImagesSize } | null
}

/** What images can be ordered by; the first is their own order, newest first. */
export const IMAGE_SORT_KEYS = ['created', 'name', 'size', 'own'] as const
/** See `IMAGE_SORT_KEYS`. */
export type ImageSortKey = (typeof IMAGE_SORT_KEYS)[number]
