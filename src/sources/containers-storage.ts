import { BrokenImageError, UnavailableError } from '../errors.ts'
import { parseImageConfig } from '../oci/config.ts'
import type { Digest } from '../oci/digest.ts'
import { verifyDocument } from '../oci/document.ts'
import { parseImageIndex } from '../oci/image-index.ts'
import { MediaType, manifestKind } from '../oci/media-types.ts'
import { selectPlatform } from '../oci/select-platform.ts'
import { openStorage } from './containers-storage/open-storage.ts'
import { storageConfiguration } from './containers-storage/storage-configuration.ts'
import type { StorageDirectory, StoredImage } from './containers-storage/storage-directory.ts'
import { type StoredContent, storedContent } from './containers-storage/stored-content.ts'
import { ContainersStorageImage, type StoredConfig } from './containers-storage/stored-image.ts'
import type { Image } from './image.ts'
import type { SourceOptions } from './options.ts'
import { refuseOtherPlatform, wantedPlatform } from './platform-choice.ts'

/**
 * Opens an image in the directories where Podman, Buildah and CRI-O keep theirs (containers-storage), with no service or program
 * of theirs running. Linux only.
 * @param name what Podman calls it: a name, a name with a digest, an id or the beginning of one
 * @throws {NotFoundError} when there is no storage, or no such image in it; {UnavailableError} when it may not be read or
 *   not without Podman; {UsageError} when the name could mean several or the storage's configuration is wrong; {BrokenImageError} when
 *   what the storage says is malformed.
 */
export async function openContainersStorage(name: string, options: SourceOptions): Promise<Image> {
  const uid = process.getuid?.()
  if (uid === undefined || process.platform !== 'linux') {
    throw new UnavailableError(
      `podman:${name} can only be read over Podman's service: its storage is in a virtual machine.`,
    )
  }
  const directories = await openStorage(await storageConfiguration(options.env, uid))
  const content = await contentFor(directories, name, options)
  const reference = `podman:${name}`
  const config = await readConfig(content, reference, options)
  refuseOtherPlatform(config.config.platform, reference, options)
  return new ContainersStorageImage(reference, content, config, options)
}

/** The image that a name stands for; of a manifest list (`podman manifest create`) the one for the platform. */
async function contentFor(
  directories: readonly StorageDirectory[],
  name: string,
  options: SourceOptions,
): Promise<StoredContent> {
  const { maxLayers } = options.limits
  const content = await storedContent(directories, name, maxLayers)
  const chosen = await chosenOfList(content.image, `podman:${name}`, options)
  return chosen === null ? content : storedContent(directories, chosen, maxLayers)
}

/** The digest of the manifest that a list has for the platform; null for what is no list. */
async function chosenOfList(image: StoredImage, reference: string, options: SourceOptions): Promise<Digest | null> {
  if (image.layer !== null || image.documents.length > 0) return null
  const what = `The manifest of ${reference}`
  const bytes = await image.directory.document(image, 'manifest', options.limits.maxManifestBytes, what)
  if (manifestKind(bytes, what, undefined) !== 'index') return null
  return selectPlatform(parseImageIndex(bytes, what).manifests, wantedPlatform(options), reference).digest
}

async function readConfig(
  { image, layers }: StoredContent,
  reference: string,
  { limits }: SourceOptions,
): Promise<StoredConfig> {
  const own: Digest = `sha256:${image.id}`
  const digest = image.documents.includes(own) ? own : image.documents[0]
  if (digest === undefined) throw new UnavailableError(`${reference} is not an image: it has no config.`)
  const what = `The config of ${reference}`
  const bytes = await image.directory.document(image, digest, limits.maxManifestBytes, what)
  verifyDocument(bytes, { digest, size: bytes.length, mediaType: MediaType.ociConfig }, what)
  const config = parseImageConfig(bytes, what)
  const { diffIds } = config
  if (
    diffIds.length !== layers.length ||
    layers.some(({ diffId }, index) => diffId !== null && diffId !== diffIds[index])
  ) {
    throw new BrokenImageError(
      `${reference} is broken: its config does not list the layers that the storage has for it.`,
    )
  }
  return { config, bytes, digest }
}
