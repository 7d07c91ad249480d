import type { Digest } from '../oci/digest.ts'
import type { Compression } from './decompress/compression.ts'
import type { EntryTable } from './entry-table.ts'
import type { Json } from './fact-reader.ts'

/** What one reader found, by the row of the file in the layer's table. */
type FactRows = readonly (readonly [row: number, fact: Json])[]

/** Everything that is known of a layer: a pure function of its bytes. Sizes are in bytes. */
export interface LayerInventory {
  /** The digest of the compressed bytes, as they were read. */
  readonly digest: Digest
  readonly compressedBytes: number
  readonly compression: Compression
  /** The digest of the uncompressed tar. */
  readonly diffId: Digest
  readonly tarBytes: number
  readonly entries: EntryTable
  /** By the name of the reader. */
  readonly facts: Readonly<Record<string, FactRows>>
  /** Files that a reader could not read: which, and why. */
  readonly problems: readonly { readonly path: string; readonly message: string }[]
}
