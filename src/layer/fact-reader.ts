import type { EntryHeader } from './entry.ts'
import type { ByteRange, FileContent } from './file-content.ts'

/** JSON values: what facts are made of, because they live in the cache. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }

/**
 * What is wanted of a file: all of it (up to `limit` bytes; a larger file becomes a warning), some ranges, or each byte once,
 * as it goes by, with nothing kept: the way to read what may be of any size.
 */
export type Selection<Fact extends Json = never> =
  | { readonly limit: number }
  | { readonly ranges: readonly ByteRange[] }
  | { readonly stream: FactStream<Fact> }

/** Sees one file's content go by, in pieces of any size. An exception becomes a warning, and the stream is not called again. */
export interface FactStream<Fact extends Json> {
  /** The next bytes, only good during the call. */
  push(bytes: Uint8Array): void
  /** What the content said. */
  end(): Fact | undefined
}

/** The half of a cataloger that runs while a layer streams by, in a worker thread, and sees one regular file at a time. */
export interface FactReader<Fact extends Json = Json> {
  readonly name: string
  /** Part of the cache's key: raise it when `select` or `read` change. */
  readonly version: number
  /**
   * Whether this file is of interest. `head` holds its first bytes: 4,096 of them, or all of a shorter file.
   * Called for every regular file of every layer: decide fast.
   */
  select(entry: EntryHeader, head: Uint8Array): Selection<Fact> | undefined
  /**
   * What the content says; not called for a file of which a stream was selected. The bytes are only good during the call:
   * copy what must stay. An exception becomes a warning that names the file; the rest of the answer stands.
   */
  read(entry: EntryHeader, content: FileContent): Fact | undefined
}
