import type { Digest } from '../oci/digest.ts'
import type { Image } from '../sources/image.ts'

/** Encoded layer inventories (src/inventory/layer-codec.ts) by the layer's digest. What cannot be kept is left out silently. */
export interface LayerStore {
  /** The bytes under this digest, if there are any. */
  read(digest: Digest): Promise<Uint8Array<ArrayBuffer> | undefined>
  write(digest: Digest, bytes: Uint8Array<ArrayBuffer>): Promise<void>
}

/**
 * Keeps the inventories of layers that several images share in memory until the last of these images has asked for them, so
 * that such a layer is read once also where there is no cache.
 */
export class SharedLayers implements LayerStore {
  readonly #cache: LayerStore | null
  readonly #kept = new Map<Digest, Uint8Array<ArrayBuffer>>()
  /** How many images have yet to be read that have the layer. */
  readonly #uses = new Map<Digest, number>()

  constructor(cache: LayerStore | null) {
    this.#cache = cache
  }

  /** Counts on an image that will be read, and then released. @throws what `Image.layers` throws */
  async expect(image: Image): Promise<void> {
    for (const key of await keysOf(image)) this.#uses.set(key, (this.#uses.get(key) ?? 0) + 1)
  }

  async read(digest: Digest): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.#kept.get(digest) ?? (await this.#cache?.read(digest))
  }

  async write(digest: Digest, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if ((this.#uses.get(digest) ?? 0) > 1) this.#kept.set(digest, bytes)
    await this.#cache?.write(digest, bytes)
  }

  /** Lets go of what no image after this one needs. @throws what `Image.layers` throws */
  async release(image: Image): Promise<void> {
    for (const key of await keysOf(image)) {
      const left = (this.#uses.get(key) ?? 0) - 1
      this.#uses.set(key, left)
      if (left <= 0) this.#kept.delete(key)
    }
  }
}

/** What an image's layers are kept under, each once. */
async function keysOf(image: Image): Promise<ReadonlySet<Digest>> {
  return new Set((await image.layers()).flatMap(({ digest, diffId }) => digest ?? diffId ?? []))
}
