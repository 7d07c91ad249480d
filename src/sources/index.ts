import { parseReference } from '../reference.ts'
import { detectSource } from './detect.ts'
import type { Image, SourceName } from './image.ts'
import type { SourceOptions } from './options.ts'
import { explicitPlatform } from './platform-choice.ts'

/** Opens the image that a source knows by `name`, what follows the scheme. */
type Open = (name: string, options: SourceOptions) => Promise<Image>

/** Every source; each is loaded when it is first used. */
const SOURCES: Readonly<Record<SourceName, () => Promise<Open>>> = {
  registry: async () => (await import('./registry.ts')).openRegistryImage,
  oci: async () => (await import('./oci-layout.ts')).openOciLayout,
  'oci-archive': async () => (await import('./oci-archive.ts')).openOciArchive,
  'docker-archive': async () => (await import('./docker-archive.ts')).openDockerArchive,
  rootfs: async () => (await import('./rootfs.ts')).openRootfs,
  scratch: async () => (await import('./scratch.ts')).openScratch,
}

/**
 * Opens the image that `reference`, `[SCHEME:]NAME`, names. The caller closes it.
 * @throws {UsageError} when the reference or an option is wrong or means more than one thing; {UnavailableError} when the
 *   image cannot be had; {BrokenImageError} when it is malformed.
 */
export async function openImage(reference: string, options: SourceOptions): Promise<Image> {
  explicitPlatform(options) // a misspelt platform is an error before anything is fetched
  const { scheme, name } = parseReference(reference)
  const open = await SOURCES[scheme ?? (await detectSource(name, options))]()
  return open(name, options)
}
