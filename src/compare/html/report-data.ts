import type { CompareDocument } from '../../report/compare-document.ts'
import type { TreeNode } from '../../rootfs/tree.ts'

/**
 * What the HTML report carries beside its files, as JSON: all that its first sight needs. Images, layers and packages are
 * named by their places in these lists. All text is fit to be shown; sizes are in bytes.
 */
export interface ReportSummary {
  readonly document: CompareDocument
  /** In the order of the document's. */
  readonly images: readonly ReportImage[]
  /** Each once, whichever images have it. */
  readonly layers: readonly ReportLayer[]
  /** Each once, whichever images have it. */
  readonly packages: readonly ReportPackage[]
}

/** An image's parts. */
export interface ReportImage {
  /** Content of the final filesystem, hard links once. */
  readonly contentBytes: number
  /** Base first. */
  readonly layers: readonly number[]
  readonly packages: readonly number[]
  /** Of each of `packages`: content of its files, hard links once. */
  readonly installedBytes: readonly number[]
}

/** A layer that one or several images have. */
export interface ReportLayer {
  readonly diffId: string
  readonly compressedBytes: number
  /** The Dockerfile instruction that made it; null where the history does not say. */
  readonly instruction: string | null
}

/** A version of a package that one or several images have. */
export interface ReportPackage {
  readonly type: string
  readonly name: string
  readonly version: string
  readonly architecture: string | null
}

/** What few kinds of entries have in common, so that an entry only names its kind. */
export interface EntryTraits {
  readonly type: TreeNode['type']
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** `NAME=HEX`, sorted by name; of a long value its SHA-256. */
  readonly xattrs: readonly string[]
  /** Whether its bytes count here; those of a hard link count where the tree has its first name. */
  readonly counted: boolean
  /** Whether it is no path of its own, but stands for several small ones. */
  readonly several: boolean
}

/**
 * The files of all images in one table. A path stands there once, with an entry for each form in which images have it, and
 * the entry says which images these are: twenty images of one base cost little more than one.
 *
 * Paths come as in a walk of the tree, parents first, siblings sorted; path 0 is the root, which has no entries.
 */
export interface FileTable {
  /** Of each path: the path of the directory that it is in. */
  readonly parents: Uint32Array
  /** Of each path: its last component. */
  readonly names: readonly string[]
  /** Of each path: its first entry; one more at the end, so that the next path's is where its entries end. */
  readonly firstEntry: Uint32Array
  /** Of each entry: the path. */
  readonly path: Uint32Array
  /** Of each entry: logical bytes of a regular file, 0 for everything else. */
  readonly size: Float64Array
  /** Of each entry: how many regular files it stands for: 1 for a file, 0 for everything else, any for `several`. */
  readonly files: Uint32Array
  /** Of each entry: a place in `traits`. */
  readonly trait: Uint32Array
  /** Of each entry: which of the contents of its path a file has, a symlink's place in `linkTargets`, else 0. */
  readonly content: Uint32Array
  /** Of each entry: a place in the summary's packages, plus 1; 0 for what no package owns. */
  readonly owner: Uint32Array
  /** Of each entry: a place in the summary's layers, of the one that holds its content. */
  readonly layer: Uint32Array
  /** Of each entry: a place in `imageSets`. */
  readonly imageSet: Uint32Array
  readonly traits: readonly EntryTraits[]
  readonly linkTargets: readonly string[]
  /** Places of images in the summary. */
  readonly imageSets: readonly (readonly number[])[]
  /** Paths with less than so many bytes in them stand together; null where every path stands by itself. */
  readonly together: number | null
}

/** The columns that hold a number for each entry, in the order in which they are written. */
export const ENTRY_COLUMNS = ['size', 'files', 'trait', 'content', 'owner', 'layer', 'imageSet'] as const

/** What stands as JSON before the columns. */
export interface FileTableHeader extends Pick<FileTable, 'traits' | 'linkTargets' | 'imageSets' | 'together'> {
  readonly paths: number
  readonly entries: number
  /** Lengths of the parts that follow, in bytes: names, depths, entries of each path, and the columns. */
  readonly parts: readonly number[]
}

/** Where the page has its data: the `id` of script elements, each with a gzip stream as base64. */
export const DATA_ELEMENTS = { summary: 'report-summary', files: 'report-files' } as const
