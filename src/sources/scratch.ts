import { EMPTY_EXECUTION_CONFIG, type ImageConfig } from '../oci/config.ts'
import type { Platform } from '../oci/platform.ts'
import type { Image, Layer } from './image.ts'
import type { SourceOptions } from './options.ts'
import { wantedPlatform } from './platform-choice.ts'
import type { Referrer } from './referrer.ts'

/** Opens what `FROM scratch` names in a Dockerfile: no layer, no config, for whatever platform is wanted. */
export async function openScratch(name: string, options: SourceOptions): Promise<Image> {
  return new ScratchImage(name, wantedPlatform(options))
}

class ScratchImage implements Image {
  readonly source = 'scratch'
  readonly reference: string
  readonly descriptor = null
  readonly imageId = null
  readonly sequential = false
  readonly #platform: Platform

  constructor(reference: string, platform: Platform) {
    this.reference = reference
    this.#platform = platform
  }

  async manifest(): Promise<null> {
    return null
  }

  async config(): Promise<ImageConfig> {
    return { platform: this.#platform, created: null, config: EMPTY_EXECUTION_CONFIG, diffIds: [], history: [] }
  }

  async rawManifest(): Promise<null> {
    return null
  }

  async rawConfig(): Promise<null> {
    return null
  }

  async platforms(): Promise<readonly Platform[]> {
    return [this.#platform]
  }

  async layers(): Promise<readonly Layer[]> {
    return []
  }

  async referrers(): Promise<readonly Referrer[]> {
    return []
  }

  async close(): Promise<void> {}
}
