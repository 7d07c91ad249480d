import { BrokenImageError, LimitError } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { type ImageConfig, parseImageConfig } from '../oci/config.ts'
import type { Descriptor } from '../oci/descriptor.ts'
import { type Digest, Digester } from '../oci/digest.ts'
import { MediaType } from '../oci/media-types.ts'
import { selectPlatform } from '../oci/select-platform.ts'
import type { SourceOptions } from './options.ts'
import { refuseOtherPlatform, wantedPlatform } from './platform-choice.ts'
import type { SavedImage } from './saved-images.ts'
import type { TarArchive } from './tar-archive.ts'

/** A saved image with its config. */
export interface ConfiguredImage {
  readonly image: SavedImage
  readonly config: ImageConfig
  /** The config as it is stored. */
  readonly bytes: Uint8Array
  /** The digest of `bytes`: the image id. */
  readonly digest: Digest
}

/**
 * Reads the configs of saved images and chooses the one for the platform that the options want; a lone image is taken as it
 * is unless a platform was asked for by name.
 * @throws {UnavailableError} when a config is not in the archive or no image is for the platform; {BrokenImageError} when
 *   a config is malformed or not what its name says.
 */
export async function chooseSavedImage(
  archive: TarArchive,
  images: readonly SavedImage[],
  reference: string,
  options: SourceOptions,
): Promise<ConfiguredImage> {
  const configured: ConfiguredImage[] = []
  for (const image of images) configured.push(await readSavedConfig(archive, image, reference, options))
  const chosen = configured.length === 1 ? configured[0]! : chooseByPlatform(configured, reference, options)
  refuseOtherPlatform(chosen.config.platform, reference, options)
  return chosen
}

/**
 * Reads the config of a saved image.
 * @throws as `chooseSavedImage`
 */
export async function readSavedConfig(
  archive: TarArchive,
  image: SavedImage,
  reference: string,
  { limits, signal }: SourceOptions,
): Promise<ConfiguredImage> {
  const bytes = await archive.readDocument(image.config, signal)
  const digester = new Digester()
  digester.update(bytes)
  const digest = digester.digest()
  const named = configDigestOf(image.config)
  if (named !== undefined && named !== digest) {
    throw new BrokenImageError(`The config of ${reference} has the digest ${digest} and not ${named}; it was altered.`)
  }
  if (image.layers.length > limits.maxLayers) {
    throw new LimitError(`${reference} has more than ${limits.maxLayers} layers`, LIMITS.maxLayers.flag)
  }
  const config = parseImageConfig(bytes, `The config of ${reference}`)
  if (config.diffIds.length !== image.layers.length) {
    throw new BrokenImageError(
      `${reference} is broken: it lists ${image.layers.length} layers but its config has ${config.diffIds.length} diff_ids.`,
    )
  }
  return { image, config, bytes, digest }
}

/** Configs are named for their digest: `HEX.json` by docker, `sha256:HEX` by kaniko, `blobs/sha256/HEX` in a layout. */
function configDigestOf(name: string): Digest | undefined {
  const hex = /^(?:sha256:|blobs\/sha256\/)?([0-9a-f]{64})(?:\.json)?$/.exec(name)?.[1]
  return hex === undefined ? undefined : `sha256:${hex}`
}

function chooseByPlatform(
  configured: readonly ConfiguredImage[],
  reference: string,
  options: SourceOptions,
): ConfiguredImage {
  const offered: Descriptor[] = configured.map(({ config, digest }) => ({
    mediaType: MediaType.dockerConfig,
    digest,
    size: 0,
    platform: config.platform,
  }))
  const chosen = selectPlatform(offered, wantedPlatform(options), reference)
  return configured[offered.indexOf(chosen)]!
}
