import type { EngineClient } from '../../engines/docker/engine-client.ts'
import type { ImageConfig } from '../../oci/config.ts'
import { eitherSignal } from '../either-signal.ts'
import type { Image, Layer } from '../image.ts'
import type { SourceOptions } from '../options.ts'
import type { ContainerFacts } from './container-facts.ts'
import { containerLayer } from './container-layer.ts'
import type { EngineImage } from './engine-image.ts'

/**
 * A container as an image: the layers of the image it was made from, and on top what it changed since. Its config is the
 * image's, with the container as one more step of the history.
 */
export class ContainerImage implements Image {
  readonly source = 'container'
  readonly reference: string
  readonly descriptor = null
  /** A container has no config of an image: it is not the image that it was made from. */
  readonly imageId = null
  readonly sequential: boolean
  readonly #image: EngineImage
  readonly #client: EngineClient
  readonly #container: ContainerFacts
  readonly #options: SourceOptions

  /** @param image what the container was made from; closed with this one */
  constructor(image: EngineImage, client: EngineClient, container: ContainerFacts, options: SourceOptions) {
    this.reference = image.reference
    this.sequential = image.sequential
    this.#image = image
    this.#client = client
    this.#container = container
    this.#options = options
  }

  manifest() {
    return this.#image.manifest()
  }

  async config(): Promise<ImageConfig> {
    const config = await this.#image.config()
    const { name, status, imageName, created } = this.#container
    const createdBy = `container ${name} (${status}), from ${imageName}`
    const step = { created, createdBy, comment: '', author: '', emptyLayer: false }
    return { ...config, history: [...config.history, step] }
  }

  /** There is none: what the image has is about the image's layers alone. */
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

  async layers(): Promise<readonly Layer[]> {
    const below = await this.#image.layers()
    return [...below, this.#ownLayer(Math.max(0, ...below.map(({ position }) => position + 1)))]
  }

  locateLayers() {
    return this.#image.locateLayers()
  }

  passing(signal?: AbortSignal) {
    return this.#image.passing(signal)
  }

  referrers() {
    return this.#image.referrers()
  }

  close() {
    return this.#image.close()
  }

  #ownLayer(position: number): Layer {
    const { limits, signal } = this.#options
    return {
      digest: null,
      size: null,
      mediaType: null,
      annotations: {},
      diffId: null,
      urls: [],
      position,
      open: (own) => containerLayer(this.#client, this.#container, limits, eitherSignal(own, signal)),
    }
  }
}
