import type { EntryHeader } from './entry.ts'
import type { ByteRange, FileContent } from './file-content.ts'

/** JSON values: what facts are made of, because they live in the cache. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }

/** What is wanted of a file: all of it (up to `limit` bytes; a larger file becomes a warning), or some ranges. */
export type Selection = { readonly limit: number } | { readonly ranges: readonly ByteRange[] }

/** The half of a cataloger that runs while a layer streams by, in a worker thread, and sees one regular file at a time. */
export interface FactReader<Fact extends Json = Json> {
  readonly name: string
  /** Part of the cache's key: raise it when `select` or `read` change. */
  readonly version: number
  /**
   * Whether this file is of interest. `head` holds its first bytes: 4,096 of them, or all of a shorter file.
   * Called for every regular file of every layer: decide fast.
   */
  select(entry: EntryHeader, head: Uint8Array): Selection | undefined
  /**
   * What the content says. The bytes are only good during the call: copy what must stay. An exception becomes a warning
   * that names the file; the rest of the answer stands.
   */
  read(entry: EntryHeader, content: FileContent): Fact | undefined
}
