import type { LayerEntry, PathState } from './layers-document.ts'

/** What every document of `imgpeek files --json` begins with; docs/schema/files.schema.json describes them. */
interface FilesHead<View extends string> {
  readonly schemaVersion: 1
  readonly reference: string
  /** The manifest's; null where the source has none. */
  readonly digest: string | null
  readonly view: View
  /** Rows beyond the limit. */
  readonly more: number
}

/** What `imgpeek files --json` prints. Sizes are in bytes. */
export type FilesDocument =
  | FileListDocument
  | FileTreeDocument
  | DiskUsageDocument
  | DuplicatesDocument
  | LayerFilesDocument

/** Paths of the final filesystem. */
export interface FileListDocument extends FilesHead<'list'> {
  readonly files: readonly FileEntry[]
  readonly total: FileTotal
}

/** The final filesystem as a tree: its rows from top to bottom. */
export interface FileTreeDocument extends FilesHead<'tree'> {
  readonly tree: readonly FileTreeRow[]
  readonly total: FileTotal
}

/** Content by directory. */
export interface DiskUsageDocument extends FilesHead<'usage'> {
  readonly directories: readonly DirectoryUsage[]
  readonly total: FileTotal
}

/** Content that is at several paths. */
export interface DuplicatesDocument extends FilesHead<'duplicates'> {
  readonly duplicates: readonly DuplicateGroup[]
  readonly total: { readonly groups: number; readonly wastedBytes: number }
}

/** A layer's own entries. */
export interface LayerFilesDocument extends FilesHead<'layer'> {
  readonly layer: number
  readonly instruction: string | null
  readonly entries: readonly (LayerEntry & OwnerNames & PackageOf)[]
}

/** All that was asked for, what is beyond the limit included. */
export interface FileTotal {
  /** Paths of any type. */
  readonly paths: number
  /** Content of the regular files among them, hard links once. */
  readonly bytes: number
}

/** The package that lists a path; null where none does, and for a directory of several packages. */
export interface PackageOf {
  readonly package: string | null
  readonly packageType: string | null
}

/** Who owns a path, by the image's own accounts; null where an id is not in them. */
export interface OwnerNames {
  readonly user: string | null
  readonly group: string | null
}

/** A path of the final filesystem. */
export interface FileEntry extends PathState, OwnerNames, PackageOf {
  readonly path: string
  /** Index of the layer that the path was last written in. */
  readonly layer: number
}

/** A path in the tree. */
export interface FileTreeRow {
  readonly path: string
  /** 0 for what is in the root directory. */
  readonly depth: number
  readonly type: PathState['type']
  /** Content of a file, or of all that was asked for below a directory, hard links once, where they are met first. */
  readonly bytes: number
  readonly linkTarget: string | null
}

/** What is in a directory and below it. */
export interface DirectoryUsage {
  readonly path: string
  /** Content, hard links once in the whole image, where they are met first, as du(1) counts them. */
  readonly bytes: number
  /** Regular files. */
  readonly files: number
}

/** Content that several files have that are not hard links to each other. */
export interface DuplicateGroup {
  readonly sha256: string
  /** Bytes of one copy. */
  readonly size: number
  /** Bytes of all copies but one. */
  readonly wastedBytes: number
  readonly copies: readonly DuplicateCopy[]
}

/** One copy, by the first of its paths. */
export interface DuplicateCopy extends PackageOf {
  readonly path: string
  readonly layer: number
}

/** What paths can be sorted by; the first is the default. */
export const FILE_SORT_KEYS = ['path', 'size', 'mtime', 'layer', 'package', 'owner'] as const
/** See `FILE_SORT_KEYS`. */
export type FileSortKey = (typeof FILE_SORT_KEYS)[number]

/** What the paths within each directory of the tree can be sorted by; the first is the default. */
export const FILE_TREE_SORT_KEYS = ['path', 'size'] as const
/** See `FILE_TREE_SORT_KEYS`. */
export type FileTreeSortKey = (typeof FILE_TREE_SORT_KEYS)[number]

/** What directories can be sorted by; the first is the default. */
export const DISK_USAGE_SORT_KEYS = ['size', 'files', 'path'] as const
/** See `DISK_USAGE_SORT_KEYS`. */
export type DiskUsageSortKey = (typeof DISK_USAGE_SORT_KEYS)[number]

/** What duplicates can be sorted by: the bytes that they cost or of one copy, how many there are; the first is the default. */
export const DUPLICATES_SORT_KEYS = ['wasted', 'size', 'copies', 'path'] as const
/** See `DUPLICATES_SORT_KEYS`. */
export type DuplicatesSortKey = (typeof DUPLICATES_SORT_KEYS)[number]
