import type { Digest } from '../oci/digest.ts'
import { formatRegistryReference, parseRegistryReference, type RegistryReference } from '../reference.ts'
import type { Image } from './image.ts'
import { openManifestImage } from './manifest-image.ts'
import type { SourceOptions } from './options.ts'
import { registryClient } from './registry-client.ts'
import { RegistryStore } from './registry-store.ts'
import { sharedStore } from './shared-store.ts'

/**
 * Opens an image of a registry, over the OCI Distribution API.
 * @param name a reference as Docker takes it, such as `alpine:3.20`.
 * @throws {UsageError} when `name` is no reference, or an option or a credential file is wrong.
 * @throws {UnavailableError} when the image cannot be had.
 * @throws {BrokenImageError} when it is not what its digests promise.
 */
export async function openRegistryImage(name: string, options: SourceOptions): Promise<Image> {
  const [open] = registryPlatforms(name, [options.platform], options)
  return open!()
}

/**
 * What opens the image of each platform of a name in a registry, by one index and over the same connections; undefined stands for
 * this machine's. Each is to be called, once.
 * @throws {UsageError} when `name` is no reference; what it gives throws the same as `openRegistryImage`
 */
export function registryPlatforms(
  name: string,
  platforms: readonly (string | undefined)[],
  options: SourceOptions,
): (() => Promise<Image>)[] {
  const reference = parseRegistryReference(name)
  const store = sharedStore(registryStore(reference, options), platforms.length)
  const image = { source: 'registry', reference: formatRegistryReference(reference), sequential: false } as const
  const { platform: _, ...others } = options
  return platforms.map(
    (platform) => () => openManifestImage(store, image, { ...others, ...(platform !== undefined && { platform }) }),
  )
}

/**
 * Asks a registry what a tag names now: the digest of the index where there is one, for all platforms.
 * @throws the same as `openRegistryImage`
 */
export async function resolveTag(reference: RegistryReference, options: SourceOptions): Promise<Digest> {
  const store = registryStore({ ...reference, digest: null }, options)
  try {
    const { descriptor } = await store.fetchManifest(null)
    return descriptor.digest
  } finally {
    await store.close()
  }
}

function registryStore(reference: RegistryReference, options: SourceOptions): RegistryStore {
  return new RegistryStore(registryClient(reference, options, 'pull'), reference, options)
}
