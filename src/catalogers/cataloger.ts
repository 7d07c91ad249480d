import type { EntryHeader } from '../layer/entry.ts'
import type { ByteRange, FileContent } from '../layer/file-content.ts'
import type { ImageConfig } from '../oci/config.ts'
import type { SquashedTree } from '../rootfs/tree.ts'
import type { OsRelease } from './os-release.ts'

/** JSON values: what facts are made of, because they live in the cache. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }

/** What a cataloger wants of a file: all of it (up to `limit` bytes; a larger file becomes a warning), or some ranges. */
export type Selection = { readonly limit: number } | { readonly ranges: readonly ByteRange[] }

/** What `conclude` may know beside the tree. */
export interface Conclusion {
  readonly config: ImageConfig
  /** Null without an os-release file, and while the os-release cataloger itself concludes. */
  readonly os: OsRelease | null
  /** Reports something that could not be read; it must name the file. */
  warn(message: string): void
}

/**
 * Recognises one kind of thing inside images. `select` and `read` run while a layer streams by and see one regular file
 * at a time, in a worker thread; what `read` returns is stored in the layer's inventory and in the cache. `conclude` runs on
 * the squashed tree, with no bytes left. All three are pure.
 */
export interface Cataloger<Fact extends Json, Finding> {
  readonly name: string
  /** Part of the cache's key: raise it when `select` or `read` change. */
  readonly version: number
  /**
   * Whether this file is of interest. `head` holds its first bytes: 4,096 of them, or all of a shorter file.
   * Called for every regular file of every layer: decide fast.
   */
  select(entry: EntryHeader, head: Uint8Array): Selection | undefined
  /** What the content says. An exception becomes a warning that names the file; the rest of the answer stands. */
  read(entry: EntryHeader, content: FileContent): Fact | undefined
  conclude(tree: SquashedTree<Fact>, image: Conclusion): Finding
}
