import { BrokenImageError, LimitError, UnavailableError } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { type ImageConfig, parseImageConfig } from '../oci/config.ts'
import { type Descriptor, embeddedContent } from '../oci/descriptor.ts'
import type { Digest } from '../oci/digest.ts'
import { checkDocumentSize, readDocument, verifyDocument } from '../oci/document.ts'
import { type Manifest, parseManifest } from '../oci/manifest.ts'
import { isImageConfigType, isImageLayerType } from '../oci/media-types.ts'
import type { Platform } from '../oci/platform.ts'
import type { ContentStore } from './content-store.ts'
import { eitherSignal } from './either-signal.ts'
import type { Image, Layer, SourceName } from './image.ts'
import { type FoundManifest, findManifest } from './manifest-search.ts'
import type { SourceOptions } from './options.ts'
import { explicitPlatform, refuseOtherPlatform } from './platform-choice.ts'
import type { Referrer } from './referrer.ts'
import { findReferrers } from './referrers.ts'

/** What a source knows of an image before its manifest is read. */
interface ImageName {
  readonly source: SourceName
  /** Canonical spelling, as `Image.reference`. */
  readonly reference: string
  readonly sequential: boolean
}

/**
 * Opens an image of a store: finds the manifest for the platform, and verifies the digest and size of every document.
 * The image closes the store; when opening fails, it is closed at once.
 * @throws {UnavailableError} when there is no image, or none for the platform; {BrokenImageError} when a document is
 *   malformed or is not what its descriptor promises.
 */
export async function openManifestImage(store: ContentStore, name: ImageName, options: SourceOptions): Promise<Image> {
  try {
    const found = await findManifest(store, name.reference, options)
    const { descriptor, bytes } = found
    const manifest = parseManifest(bytes, `The manifest of ${name.reference}`)
    refuseArtifact(manifest, name.reference)
    const { maxLayers } = options.limits
    if (manifest.layers.length > maxLayers) {
      throw new LimitError(`${name.reference} has more than ${maxLayers} layers`, LIMITS.maxLayers.flag)
    }
    const image = new ManifestImage(store, name, found, manifest, options)
    if (explicitPlatform(options) !== undefined) {
      refuseOtherPlatform(descriptor.platform ?? (await image.config()).platform, name.reference, options)
    }
    return image
  } catch (error) {
    await store.close()
    throw error
  }
}

class ManifestImage implements Image {
  readonly source: SourceName
  readonly reference: string
  readonly sequential: boolean
  readonly descriptor: Descriptor
  readonly #store: ContentStore
  readonly #found: FoundManifest
  readonly #manifest: Manifest
  readonly #options: SourceOptions
  #referrers: Promise<readonly Referrer[]> | undefined
  #rawConfig: Promise<Uint8Array> | undefined
  #config: Promise<ImageConfig> | undefined

  constructor(store: ContentStore, name: ImageName, found: FoundManifest, manifest: Manifest, options: SourceOptions) {
    this.source = name.source
    this.reference = name.reference
    this.sequential = name.sequential
    this.descriptor = found.descriptor
    this.#found = found
    this.#store = store
    this.#manifest = manifest
    this.#options = options
  }

  get imageId(): Digest {
    return this.#manifest.config.digest
  }

  async manifest(): Promise<Manifest> {
    return this.#manifest
  }

  config(): Promise<ImageConfig> {
    this.#config ??= this.rawConfig().then((bytes) => parseImageConfig(bytes, this.#configName))
    return this.#config
  }

  async rawManifest(): Promise<Uint8Array> {
    return this.#found.bytes
  }

  rawConfig(): Promise<Uint8Array> {
    this.#rawConfig ??= this.#readConfig()
    return this.#rawConfig
  }

  async platforms(): Promise<readonly Platform[]> {
    const offered = await this.#found.offered()
    if (offered === null) return [(await this.config()).platform]
    return offered.flatMap(({ platform }) => platform ?? [])
  }

  async layers(): Promise<readonly Layer[]> {
    const { diffIds } = await this.config()
    const { layers } = this.#manifest
    if (diffIds.length !== layers.length) {
      throw new BrokenImageError(
        `${this.reference} is broken: its manifest has ${layers.length} layers but its config has ${diffIds.length} diff_ids.`,
      )
    }
    return layers.map((descriptor, index) => this.#layer(descriptor, diffIds[index] ?? null, index))
  }

  referrers(): Promise<readonly Referrer[]> {
    const { limits, signal } = this.#options
    this.#referrers ??= findReferrers({
      store: this.#store,
      reference: this.reference,
      manifest: this.descriptor.digest,
      indexes: this.#found.indexes,
      limits,
      signal,
    })
    return this.#referrers
  }

  close(): Promise<void> {
    return this.#store.close()
  }

  get #configName(): string {
    return `The config of ${this.reference}`
  }

  async #readConfig(): Promise<Uint8Array> {
    const descriptor = this.#manifest.config
    const what = this.#configName
    const { maxManifestBytes } = this.#options.limits
    checkDocumentSize(descriptor.size, maxManifestBytes, what)
    const bytes =
      embeddedContent(descriptor) ??
      (await readDocument(this.#store.blob(descriptor, this.#options.signal), maxManifestBytes, what))
    verifyDocument(bytes, descriptor, what)
    return bytes
  }

  #layer(descriptor: Descriptor, diffId: Digest | null, index: number): Layer {
    const { digest, size, mediaType, annotations = {}, urls = [] } = descriptor
    const open = (signal?: AbortSignal): AsyncIterable<Uint8Array> => this.#open(descriptor, signal)
    const position = this.#store.position?.(descriptor) ?? index
    return { digest, size, mediaType, annotations, diffId, urls, position, open }
  }

  async *#open(descriptor: Descriptor, own?: AbortSignal): AsyncGenerator<Uint8Array> {
    try {
      yield* this.#store.blob(descriptor, eitherSignal(own, this.#options.signal))
    } catch (error) {
      if (!(error instanceof UnavailableError) || !descriptor.urls?.length) throw error
      throw new UnavailableError(
        `Layer ${descriptor.digest} of ${this.reference} is a foreign layer, whose content is not kept with the image ` +
          `but at ${descriptor.urls.slice(0, 3).join(', ')}.`,
        { cause: error },
      )
    }
  }
}

/** Charts, signatures, attestations and the like travel as manifests too. */
function refuseArtifact(manifest: Manifest, reference: string): void {
  const { config, layers, artifactType } = manifest
  if (!isImageConfigType(config.mediaType)) {
    const type = artifactType ?? config.mediaType
    throw new UnavailableError(`${reference} is an artifact of type ${JSON.stringify(type)}, not a container image.`)
  }
  const odd = layers.find(({ mediaType }) => !isImageLayerType(mediaType))
  if (odd === undefined) return
  throw new UnavailableError(
    `${reference} is not a container image that can be read: it has a layer of type ${JSON.stringify(odd.mediaType)}.`,
  )
}
