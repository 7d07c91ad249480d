import { BrokenImageError } from '../errors.ts'
import { displayPath } from '../rootfs/path.ts'
import type { EntryHeader } from './entry.ts'
import type { LayerInventory } from './layer-inventory.ts'
import { type LayerPromise, openLayer, type ScanLimits } from './scan.ts'
import { TarReader } from './tar/reader.ts'
import { Verifier } from './verify.ts'

/** Hears the entries of a layer that is read once more. */
export interface EntryListener {
  /**
   * An entry, in the order of the tar. `row` is its row in the layer's table; null for the root directory, which tables
   * leave out. Says whether `data` is to be called with its content.
   */
  entry(header: EntryHeader, row: number | null): boolean
  /** The next bytes of the content, as they would stand in the file; good until the replay goes on. */
  data(bytes: Uint8Array): void
  /** The entry is complete. */
  endEntry(): void
}

/**
 * Reads a layer again whose inventory is known, for the contents that inventories do not have. Gives control back after each
 * piece of the tar, so that what was heard can be passed on before memory is used again; whoever stops iterating stops the
 * reading, and a download with it.
 * @throws {BrokenImageError} when the layer is not, to the byte, the one that the inventory is of: at the entry that differs,
 *   or at the end.
 */
export async function* replayLayer(
  source: AsyncIterable<Uint8Array>,
  promise: Pick<LayerPromise, 'digest' | 'size'>,
  inventory: LayerInventory,
  listener: EntryListener,
  limits: ScanLimits,
): AsyncGenerator<void> {
  // What has the digest of the compressed bytes has that of the tar too.
  const verifier =
    promise.digest === null ? new Verifier("The layer's uncompressed tar", inventory.diffId, null) : undefined
  const { entries: table } = inventory
  let row = 0
  const reader: TarReader = new TarReader(
    {
      entry(header) {
        if (header.path === '/') {
          if (header.type === 'directory') listener.entry(header, null)
          reader.discard()
          return
        }
        if (row >= table.length || table.path(row) !== header.path || table.size(row) !== header.size) {
          throw new BrokenImageError(
            `The layer is not what it was when it was read before: ${displayPath(header.path)} was not its entry ${row}.`,
          )
        }
        if (!listener.entry(header, row++)) reader.discard()
      },
      data: (bytes) => listener.data(bytes),
      endEntry: () => listener.endEntry(),
    },
    limits,
  )
  for await (const piece of openLayer(source, promise, limits).tar) {
    verifier?.update(piece)
    reader.push(piece)
    yield
  }
  reader.end()
  verifier?.finish()
  yield
}
