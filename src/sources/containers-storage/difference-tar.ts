import { UnavailableError } from '../../errors.ts'
import { directoryTar, type EntriesOf } from '../directory-tar.ts'
import { readExtendedAttributes } from '../extended-attributes.ts'
import { attributed } from './attributed.ts'
import { containerIdsOf } from './container-ids.ts'
import { overlayDifference } from './overlay-difference.ts'
import type { StoredLayer } from './storage-directory.ts'
import { treeDifference } from './tree-difference.ts'

/** Attributes that are of the image, and those by which the storage and overlay file systems keep what a file system cannot. */
const WANTED = String.raw`^(user\.|security\.capability$|trusted\.overlay\.opaque$)`

/**
 * Streams a tar of what a layer changes, made from its directory: for layers that came without the file that says how their tar was.
 * It has the same files, but not the same bytes as that tar.
 * @param below the layer below it; null for a base
 * @throws {UnavailableError} when something may not be read; {InterruptedError} when the signal fires.
 */
export async function* differenceTar(
  { id, directory }: StoredLayer,
  below: StoredLayer | null,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const root = directory.treeOf(id)
  const attributes = await readExtendedAttributes(root, WANTED, signal)
  if (attributes === null) {
    throw new UnavailableError(
      `The layer ${id} of ${directory.path} cannot be read without getfattr; install it (Debian's package attr).`,
    )
  }
  const ids = await containerIdsOf(directory.path)
  const difference: EntriesOf =
    directory.driver === 'overlay'
      ? overlayDifference(attributes)
      : treeDifference(root, below === null ? null : below.directory.treeOf(below.id))
  yield* directoryTar(root, signal, attributed(attributes, ids, difference))
}
