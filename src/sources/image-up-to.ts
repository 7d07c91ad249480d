import type { ImageConfig } from '../oci/config.ts'
import { layerSteps } from '../oci/instruction.ts'
import type { Image } from './image.ts'
import { missingLayer } from './missing-layer.ts'

/**
 * An image as its layer with the index `last` leaves it: those above are not there. What its config says to run is still
 * that of the whole image, because nothing says what it was before.
 * @throws {UnavailableError} when the image has no such layer; it is closed then.
 */
export async function imageUpTo(image: Image, last: number): Promise<Image> {
  try {
    const { length } = await image.layers()
    if (last >= length) throw missingLayer(image.reference, length, last)
    return new LowerLayers(image, last + 1)
  } catch (error) {
    await image.close()
    throw error
  }
}

/** The first layers of an image. */
class LowerLayers implements Image {
  readonly source
  readonly reference
  readonly descriptor
  readonly sequential
  readonly passing: Image['passing']
  readonly locateLayers: Image['locateLayers']
  readonly #image: Image
  readonly #count: number

  constructor(image: Image, count: number) {
    this.source = image.source
    this.reference = image.reference
    this.descriptor = image.descriptor
    this.sequential = image.sequential
    this.passing = image.passing?.bind(image)
    this.locateLayers = image.locateLayers?.bind(image)
    this.#image = image
    this.#count = count
  }

  get imageId() {
    return this.#image.imageId
  }

  manifest() {
    return this.#image.manifest()
  }

  async config(): Promise<ImageConfig> {
    const config = await this.#image.config()
    const { history, diffIds } = config
    const steps = layerSteps(history, (await this.#image.layers()).length)
    return {
      ...config,
      diffIds: diffIds.slice(0, this.#count),
      history: steps === null ? [] : history.slice(0, history.indexOf(steps[this.#count - 1]!) + 1),
    }
  }

  /** There is none: what the image has is about all of its layers. */
  async rawManifest(): Promise<null> {
    return null
  }

  /** As with the manifest. */
  async rawConfig(): Promise<null> {
    return null
  }

  platforms() {
    return this.#image.platforms()
  }

  async layers() {
    return (await this.#image.layers()).slice(0, this.#count)
  }

  referrers() {
    return this.#image.referrers()
  }

  close() {
    return this.#image.close()
  }
}
