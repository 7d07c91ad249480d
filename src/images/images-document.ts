import { nameMatcher } from '../listing/glob.ts'
import { alphabetical, type ListingOptions, largestFirst, listed, type Orders } from '../listing/order.ts'
import { familiarName } from '../report/familiar-name.ts'
import type { ImageRow, ImageSortKey, ImagesDocument, ImagesSize, ImagesTotal } from '../report/images-document.ts'
import type { ImageStore, StoredImage } from './stored-image.ts'

const ORDERS: Orders<ImageRow, ImageSortKey> = {
  created: (a, b) => alphabetical<ImageRow>(({ created }) => created ?? '')(b, a),
  name: alphabetical<ImageRow>(nameOf),
  size: largestFirst<ImageRow>(({ bytes }) => bytes ?? -1),
  own: largestFirst<ImageRow>(({ ownBytes }) => ownBytes ?? -1),
}

/** Which images are listed, and how. */
export interface ImagesOptions extends ListingOptions<ImageSortKey> {
  /** Globs, of names in full, as Docker shows them, or of tags; all images where there are none. */
  readonly names: readonly string[]
}

/** Says what a store's images take, what they share, and which of them could go. Pure. */
export function imagesDocument(
  { source, reference, measure, images, unread }: ImageStore,
  { names, ...options }: ImagesOptions,
): ImagesDocument {
  const all = joined(images)
  const usage = new LayerUsage(all)
  const isWanted = nameMatcher(names)
  const wanted = names.length === 0 ? all : all.filter((image) => image.names.flatMap(spellingsOf).some(isWanted))
  const rows = wanted.map((image) => rowOf(image, usage)).toSorted(ORDERS.name)
  const { rows: shown, more } = listed(rows, ORDERS, options)
  const total = totalOf(wanted, usage)
  return { schemaVersion: 1, source, reference, measure, images: shown, more, unread, total }
}

/** One image for all names of the same one. */
function joined(images: readonly StoredImage[]): StoredImage[] {
  const known = new Map<string, StoredImage>()
  for (const image of images) {
    const key = image.digest ?? image.imageId ?? `\0${image.names.join()}`
    const same = known.get(key)
    known.set(key, same === undefined ? image : { ...same, names: [...same.names, ...image.names] })
  }
  return [...known.values()].map((image) => ({ ...image, names: [...new Set(image.names)].sort() }))
}

function spellingsOf(name: string): string[] {
  return [name, familiarName(name), ...(/:([^:/]+)$/.exec(name)?.slice(1) ?? [])]
}

/** How many images have each layer. */
class LayerUsage {
  readonly #users = new Map<string, number>()
  readonly #bytes = new Map<string, number>()

  constructor(images: readonly StoredImage[]) {
    for (const image of images) {
      for (const { key, bytes } of distinctLayers(image)) {
        this.#users.set(key, (this.#users.get(key) ?? 0) + 1)
        this.#bytes.set(key, bytes)
      }
    }
  }

  /** What goes when all these images do: the layers that no others have. */
  freedBy(images: readonly StoredImage[]): number {
    const going = new Map<string, number>()
    for (const image of images) {
      for (const { key } of distinctLayers(image)) going.set(key, (going.get(key) ?? 0) + 1)
    }
    const gone = [...going].filter(([key, users]) => users === this.#users.get(key))
    return sum(gone.map(([key]) => this.#bytes.get(key)!))
  }
}

function distinctLayers({ layers }: StoredImage): { readonly key: string; readonly bytes: number }[] {
  return [...new Map((layers ?? []).map((layer) => [layer.key, layer])).values()]
}

function rowOf(image: StoredImage, usage: LayerUsage): ImageRow {
  const { names, digest, imageId, platform, created, layers, containers, problem } = image
  const known = { names, digest, imageId, platform, created, containers, couldGo: couldGo(image), problem }
  if (layers === null) return { ...known, layers: null, bytes: null, sharedBytes: null, ownBytes: null }
  const bytes = bytesOf(image)
  const ownBytes = usage.freedBy([image])
  return { ...known, layers: layers.length, bytes, sharedBytes: bytes - ownBytes, ownBytes }
}

function totalOf(images: readonly StoredImage[], usage: LayerUsage): ImagesTotal {
  const sizeOf = (group: readonly StoredImage[]): ImagesSize => ({ images: group.length, bytes: usage.freedBy(group) })
  const going = images.filter((image) => couldGo(image) !== null)
  return {
    images: images.length,
    bytes: sum(new Map(images.flatMap(distinctLayers).map(({ key, bytes }) => [key, bytes])).values()),
    separateBytes: sum(images.map(bytesOf)),
    couldGo: images.some(({ containers }) => containers !== null)
      ? { untagged: sizeOf(going.filter((image) => couldGo(image) === 'untagged')), all: sizeOf(going) }
      : null,
  }
}

function couldGo({ names, containers }: StoredImage): ImageRow['couldGo'] {
  if (containers === null || containers.length > 0) return null
  return names.length === 0 ? 'untagged' : 'unused'
}

function bytesOf(image: StoredImage): number {
  return sum(distinctLayers(image).map(({ bytes }) => bytes))
}

function nameOf({ names, imageId }: ImageRow): string {
  // Behind all that have names.
  return names[0] ?? `\uffff${imageId}`
}

function sum(numbers: Iterable<number>): number {
  let total = 0
  for (const number of numbers) total += number
  return total
}
