import type { Platform } from '../oci/platform.ts'
import type { LeftOutImage } from './left-out.ts'

/** What `imgpeek compare --json` prints; docs/schema/compare.schema.json describes it. Sizes are in bytes. */
export interface CompareDocument {
  readonly schemaVersion: 1
  /** The columns, in the order in which they were asked for. Other fields name an image by its index here. */
  readonly images: readonly ComparedImage[]
  /** The rows, group after group. Rows of what no image has (packages of some manager, say) are left out. */
  readonly rows: readonly CompareRow[]
  readonly sharing: LayerSharing
  /** What could not be read, in the order in which it was asked for. */
  readonly leftOut: readonly LeftOutImage[]
}

/** One of the images that are compared. */
export interface ComparedImage {
  /** What stands over its column; no other image of the document has it. */
  readonly label: string
  /** In its canonical spelling, with the scheme except for a registry's. */
  readonly reference: string
  readonly source: string
  /** The manifest's; null where the source has none. */
  readonly digest: string | null
  readonly platform: Platform
  readonly created: string | null
  /** What the image has in each row, by the row's name. */
  readonly values: Readonly<Record<string, CompareValue>>
  readonly warnings: readonly string[]
}

/**
 * What an image has in a row: bytes or a count, a text, a list (sorted), whether or not. Null where it has none, or where that
 * is not known (`CompareRow.absent`).
 */
export type CompareValue = number | string | boolean | readonly string[] | null

/** What rows are about, in the order in which they come. */
export const COMPARE_GROUPS = ['app', 'size', 'contents', 'system', 'security', 'registry'] as const

/** See `COMPARE_GROUPS`. */
export type CompareGroup = (typeof COMPARE_GROUPS)[number]

/**
 * What the values of a row are, and so how a table shows them: `bytes` and `count` are numbers; `text` is one; `verdict` is one of
 * `VERDICTS`; `flag` is whether or not; `path` is where something is, of which a table says that it is there; `programs` and `list` are lists, of which a
 * table names the first by their names without directories, and says how many the second are.
 */
export type CompareKind = 'bytes' | 'count' | 'text' | 'verdict' | 'flag' | 'path' | 'programs' | 'list'

/** What images are compared by. */
export interface CompareRow {
  readonly name: string
  /** The same in a few words. */
  readonly label: string
  readonly group: CompareGroup
  readonly kind: CompareKind
  /** What null stands for in this row. */
  readonly absent: 'none' | 'unknown'
  /** Whether less (fewer, absent) or more (present) is better; null where neither is. */
  readonly better: 'less' | 'more' | null
  /** Indexes of the images that are best; empty where no one can say, and where all images that are known are equal. */
  readonly best: readonly number[]
}

/**
 * Which layers images have in common, by the digests of their compressed bytes: what a registry stores, and a client downloads,
 * once.
 */
export interface LayerSharing {
  /** Compressed bytes of the layers of all images, each image pulled by itself. */
  readonly separateBytes: number
  /** Compressed bytes when all images are pulled to one place: each layer once. */
  readonly togetherBytes: number
  /** Every layer that is in two images or more, the largest first. */
  readonly shared: readonly SharedLayer[]
  /** For each image, what it has in common with each image; with itself, all it has. */
  readonly matrix: readonly (readonly LayersInCommon[])[]
}

/** A layer of several images. */
export interface SharedLayer {
  readonly digest: string
  readonly compressedBytes: number
  /** Indexes of the images that have it, ascending. */
  readonly images: readonly number[]
}

/** What two images have in common, each layer counted once. */
export interface LayersInCommon {
  readonly layers: number
  readonly compressedBytes: number
}
