import { access } from 'node:fs/promises'
import { UnavailableError } from '../../errors.ts'
import type { ImageConfig } from '../../oci/config.ts'
import type { Digest } from '../../oci/digest.ts'
import type { Manifest } from '../../oci/manifest.ts'
import type { Platform } from '../../oci/platform.ts'
import { eitherSignal } from '../either-signal.ts'
import { gathered } from '../gathered.ts'
import type { Image, Layer } from '../image.ts'
import type { SourceOptions } from '../options.ts'
import { differenceTar } from './difference-tar.ts'
import { LayerFiles } from './layer-files.ts'
import { refusedTo } from './refused.ts'
import type { StoredLayer } from './storage-directory.ts'
import { refuseIfRemoved, type StoredContent } from './stored-content.ts'
import { storedManifest } from './stored-manifest.ts'
import { rebuiltTar } from './tar-split.ts'

/** A config with the bytes that it was read from. */
export interface StoredConfig {
  readonly config: ImageConfig
  readonly bytes: Uint8Array
  readonly digest: Digest
}

/**
 * An image of a storage. Its layers are there unpacked; most with the file from which the tar that came can be put together
 * again to the byte. Without that file a layer is what is in its directory, and nothing is promised of its bytes. The
 * document that the storage keeps as its manifest is about layers as they were compressed when they came. Those are not there, so that
 * it is not given as this image's.
 */
export class ContainersStorageImage implements Image {
  readonly source = 'podman'
  readonly reference: string
  readonly descriptor = null
  readonly imageId: Digest
  readonly sequential = false
  readonly #content: StoredContent
  readonly #config: StoredConfig
  readonly #options: SourceOptions

  constructor(reference: string, content: StoredContent, config: StoredConfig, options: SourceOptions) {
    this.reference = reference
    this.imageId = config.digest
    this.#content = content
    this.#config = config
    this.#options = options
  }

  async manifest(): Promise<Manifest | null> {
    return storedManifest(this.#content.image, await this.layers(), this.#options.limits.maxManifestBytes)
  }

  async config(): Promise<ImageConfig> {
    return this.#config.config
  }

  async rawManifest(): Promise<null> {
    return null
  }

  async rawConfig(): Promise<Uint8Array> {
    return this.#config.bytes
  }

  async platforms(): Promise<readonly Platform[]> {
    return [this.#config.config.platform]
  }

  layers(): Promise<readonly Layer[]> {
    return Promise.all(this.#content.layers.map((layer, index) => this.#layer(layer, index)))
  }

  async referrers(): Promise<readonly []> {
    return []
  }

  async close(): Promise<void> {}

  async #layer(layer: StoredLayer, index: number): Promise<Layer> {
    const { id, directory, tarBytes } = layer
    const tarSplit = directory.tarSplitOf(id)
    const isExact = await access(tarSplit).then(
      () => true,
      () => false,
    )
    const bytes = (signal: AbortSignal | undefined): AsyncIterable<Uint8Array> =>
      isExact
        ? gathered(rebuiltTar(tarSplit, new LayerFiles(directory.treeOf(id)), signal))
        : differenceTar(layer, this.#content.layers[index - 1] ?? null, signal)
    return {
      digest: null,
      size: isExact ? tarBytes : null,
      mediaType: null,
      annotations: {},
      diffId: isExact ? (this.#config.config.diffIds[index] ?? null) : null,
      urls: [],
      position: index,
      open: (signal) => this.#unlessRemoved(bytes(eitherSignal(signal, this.#options.signal)), isExact),
    }
  }

  /** Says of what cannot be read why, where it is that the image was removed meanwhile. */
  async *#unlessRemoved(bytes: AsyncIterable<Uint8Array>, isVerified: boolean): AsyncGenerator<Uint8Array> {
    try {
      yield* bytes
    } catch (error) {
      if (error instanceof UnavailableError) await refuseIfRemoved(this.#content)
      throw refusedTo(error, `A file of ${this.reference}`) ?? error
    }
    // A directory that is being removed has fewer files, which nobody would notice.
    if (!isVerified) await refuseIfRemoved(this.#content)
  }
}
