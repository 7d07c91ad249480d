import { UnavailableError } from '../errors.ts'
import type { Platform } from '../oci/platform.ts'
import { MissingPlatformError } from '../oci/select-platform.ts'
import { parseReference } from '../reference.ts'
import { detectSource } from './detect.ts'
import type { Image, SourceName } from './image.ts'
import { type DefaultSource, ENGINES, type SourceOptions } from './options.ts'
import { explicitPlatform } from './platform-choice.ts'

/** Opens the image that a source knows by `name`, what follows the scheme. */
type Open = (name: string, options: SourceOptions) => Promise<Image>

/** Every source; each is loaded when it is first used. */
const SOURCES: Readonly<Record<SourceName, () => Promise<Open>>> = {
  registry: async () => (await import('./registry.ts')).openRegistryImage,
  oci: async () => (await import('./oci-layout.ts')).openOciLayout,
  'oci-archive': async () => (await import('./oci-archive.ts')).openOciArchive,
  'docker-archive': async () => (await import('./docker-archive.ts')).openDockerArchive,
  'docker-daemon': async () => (await import('./docker-daemon.ts')).openDockerDaemonImage,
  podman: async () => (await import('./podman.ts')).openPodmanImage,
  container: async () => (await import('./container.ts')).openContainer,
  containerd: async () => (await import('./containerd.ts')).openContainerdImage,
  rootfs: async () => (await import('./rootfs.ts')).openRootfs,
  scratch: async () => (await import('./scratch.ts')).openScratch,
}

/** An image of one platform of a name. */
export interface PlatformImage {
  /** As it was asked for. */
  readonly platform: string
  /** Null where the name does not offer it. */
  readonly image: Image | null
  /** The platforms that the name offers. */
  readonly offered: readonly Platform[]
}

/**
 * Opens the images of several platforms of one name, in a registry by one index. The caller closes them.
 * @throws the same as `openImage`, but for a platform that is not offered
 */
export async function openPlatforms(
  reference: string,
  platforms: readonly string[],
  options: SourceOptions,
): Promise<PlatformImage[]> {
  const { name, sources } = await sourcesOf(reference, options)
  const openings =
    sources[0] === 'registry'
      ? (await import('./registry.ts')).registryPlatforms(name, platforms, options)
      : platforms.map((platform) => () => openImage(reference, { ...options, platform }))
  const opened: PlatformImage[] = []
  const settled = await Promise.allSettled(
    openings.map(async (open, index) => opened.push(await openPlatform(platforms[index]!, open))),
  )
  const failed = settled.find((result) => result.status === 'rejected')
  if (failed === undefined) return platforms.map((wanted) => opened.find(({ platform }) => platform === wanted)!)
  await closeAll(opened)
  throw failed.reason
}

/** Closes those of them that are there. */
export async function closeAll(opened: readonly { readonly image: Image | null }[]): Promise<void> {
  await Promise.all(opened.flatMap(({ image }) => image?.close() ?? []))
}

async function openPlatform(platform: string, open: () => Promise<Image>): Promise<PlatformImage> {
  let image: Image | null = null
  try {
    image = await open()
    return { platform, image, offered: await image.platforms() }
  } catch (error) {
    await image?.close()
    if (!(error instanceof MissingPlatformError)) throw error
    return { platform, image: null, offered: error.offered }
  }
}

/**
 * Opens the image that `reference`, `[SCHEME:]NAME`, names. The caller closes it.
 * @throws {UsageError} when the reference or an option is wrong or means more than one thing; {UnavailableError} when the
 *   image cannot be had; {BrokenImageError} when it is malformed.
 */
export async function openImage(reference: string, options: SourceOptions): Promise<Image> {
  explicitPlatform(options) // a misspelt platform is an error before anything is fetched
  const { name, sources } = await sourcesOf(reference, options)
  for (const source of sources.slice(0, -1)) {
    try {
      return await openFrom(source, name, options)
    } catch (error) {
      // An engine that is not up, or does not have it: what the last of them says is what counts.
      if (!(error instanceof UnavailableError)) throw error
    }
  }
  return openFrom(sources.at(-1)!, name, options)
}

async function openFrom(source: SourceName, name: string, options: SourceOptions): Promise<Image> {
  const open = await SOURCES[source]()
  return open(name, options)
}

/** What a reference names, and where that may be, in the order in which it is looked for. */
async function sourcesOf(
  reference: string,
  options: SourceOptions,
): Promise<{ readonly name: string; readonly sources: readonly SourceName[] }> {
  const { scheme, name } = parseReference(reference)
  const source = scheme ?? (await detectSource(name, options))
  const isUnnamed = scheme === null && source === 'registry'
  return { name, sources: isUnnamed ? defaultSources(options.source ?? 'registry') : [source] }
}

/** Where names without a scheme are looked for, in this order. */
function defaultSources(source: DefaultSource): readonly SourceName[] {
  return source === 'auto' ? [...ENGINES, 'registry'] : [source]
}
