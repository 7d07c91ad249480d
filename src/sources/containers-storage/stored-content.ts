import { BrokenImageError, LimitError, NotFoundError, UnavailableError } from '../../errors.ts'
import { LIMITS } from '../../limits.ts'
import { type FoundImage, findImage } from './find-image.ts'
import type { StorageDirectory, StoredImage, StoredLayer } from './storage-directory.ts'

/** An image of a storage, and its layers, base first. */
export interface StoredContent extends FoundImage {
  readonly layers: readonly StoredLayer[]
}

/** Lists are read in turn, and Podman may have removed or replaced an image in between. */
const ATTEMPTS = 3

/**
 * Looks up an image and its layers in directories of one storage, which share layers. No lock is held: the storage's are
 * locks of fcntl(2), which Node.js cannot take. Whatever writes to it adds layers before the image that has them, and removes them
 * after it, so that an image whose layers are not all there is one that has just been removed.
 * @throws {NotFoundError} when there is no such image; {UsageError} when it could be several; {BrokenImageError} when a list is
 *   malformed, or the image stays without some of its layers.
 */
export async function storedContent(
  directories: readonly StorageDirectory[],
  name: string,
  maxLayers: number,
): Promise<StoredContent> {
  const place = `the storage ${directories[0]!.path}`
  for (let attempt = 1; ; attempt++) {
    const images = await listAll(directories, (directory) => directory.images())
    const found = findImage([...images.values()], name, place)
    const layers = await listAll(directories, (directory) => directory.layers())
    const chain = chainOf(found.image, layers, maxLayers)
    if (chain !== null) return { ...found, layers: chain }
    if (attempt === ATTEMPTS) {
      throw new UnavailableError(
        `Some layers of ${found.name} are not, or not completely, in ${place}: it is being written or removed, or was damaged; ` +
          'try again, or pull it again.',
      )
    }
  }
}

/** @throws {NotFoundError} when the image is not there any more. */
export async function refuseIfRemoved({ image, name }: FoundImage): Promise<void> {
  const images = await image.directory.images()
  if (images.some(({ id }) => id === image.id)) return
  throw new NotFoundError(`${name} was removed from the storage ${image.directory.path} while it was read.`)
}

/** Base first; null where one is not there, or not complete. */
function chainOf(
  { layer }: StoredImage,
  layers: ReadonlyMap<string, StoredLayer>,
  maxLayers: number,
): StoredLayer[] | null {
  const chain: StoredLayer[] = []
  for (let id = layer; id !== null; ) {
    const found = layers.get(id)
    if (found === undefined || found.isIncomplete) return null
    if (chain.includes(found)) throw new BrokenImageError(`The layer ${id} of the storage is its own ancestor.`)
    if (chain.length === maxLayers)
      throw new LimitError(`The image has more than ${maxLayers} layers`, LIMITS.maxLayers.flag)
    chain.push(found)
    id = found.parent
  }
  return chain.reverse()
}

/** By id; what an earlier directory has counts. */
async function listAll<Item extends { readonly id: string }>(
  directories: readonly StorageDirectory[],
  list: (directory: StorageDirectory) => Promise<readonly Item[]>,
): Promise<Map<string, Item>> {
  const all = new Map<string, Item>()
  for (const directory of directories) {
    for (const item of await list(directory)) if (!all.has(item.id)) all.set(item.id, item)
  }
  return all
}
