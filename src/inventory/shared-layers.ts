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
  readonly #uses: Map<Digest, number>

  private constructor(cache: LayerStore | null, uses: Map<Digest, number>) {
    this.#cache = cache
    this.#uses = uses
  }

  /** @throws what `Image.layers` throws */
  static async of(images: readonly Image[], cache: LayerStore | null): Promise<SharedLayers> {
    const uses = new Map<Digest, number>()
    for (const image of images) {
      const keys = (await image.layers()).flatMap(({ digest, diffId }) => digest ?? diffId ?? [])
      for (const key of new Set(keys)) uses.set(key, (uses.get(key) ?? 0) + 1)
    }
    return new SharedLayers(cache, uses)
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
    const keys = (await image.layers()).flatMap(({ digest, diffId }) => digest ?? diffId ?? [])
    for (const key of new Set(keys)) {
      const left = (this.#uses.get(key) ?? 0) - 1
      this.#uses.set(key, left)
      if (left <= 0) this.#kept.delete(key)
    }
  }
}
