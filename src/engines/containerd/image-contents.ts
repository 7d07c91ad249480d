import { BrokenImageError, UnavailableError } from '../../errors.ts'
import { parseImageConfig } from '../../oci/config.ts'
import { type Descriptor, embeddedContent } from '../../oci/descriptor.ts'
import type { Digest } from '../../oci/digest.ts'
import { readDocument, verifyDocument } from '../../oci/document.ts'
import { type ImageIndex, parseImageIndex } from '../../oci/image-index.ts'
import { type Manifest, parseManifest } from '../../oci/manifest.ts'
import { isImageConfigType, manifestKind } from '../../oci/media-types.ts'
import type { Platform } from '../../oci/platform.ts'
import { isAttestation } from '../../oci/select-platform.ts'
import type { NamespaceContent } from './content.ts'
import { ContainerdError } from './failure.ts'

/** More manifests than this no image has. */
const MAX_DOCUMENTS = 1000

/** An image of one platform whose manifest is there; its blobs need not be. */
interface PlatformManifest {
  readonly descriptor: Descriptor
  /** Null where neither an index nor the config says. */
  readonly platform: Platform | null
  readonly config: Descriptor
  /** Base first; without those that are kept elsewhere than with the image. */
  readonly layers: readonly Descriptor[]
}

/** What an image's name leads to, as far as it is there. */
interface ImageContents {
  /** The images of all platforms, attestations left out. */
  readonly images: readonly PlatformManifest[]
  /** All that indexes and manifests name, and the target: each once, whether it is there or not. */
  readonly blobs: readonly Descriptor[]
}

/**
 * Reads the manifests of all platforms that a name leads to. containerd need not have them all: it has been told what to pull.
 * Those that are malformed or no image are passed over.
 * @throws {ContainerdError} when containerd fails; {LimitError} when a document is too large; {BrokenImageError} when it was altered
 *   or there are too many; {InterruptedError} when a signal fires.
 */
export async function readContents(
  content: NamespaceContent,
  target: Descriptor,
  maxManifestBytes: number,
): Promise<ImageContents> {
  const documents = new Map<Digest, Descriptor>([[target.digest, target]])
  const blobs = new Map<Digest, Descriptor>()
  const images: PlatformManifest[] = []
  // grows on the way
  for (const descriptor of documents.values()) {
    blobs.set(descriptor.digest, descriptor)
    if (blobs.size > MAX_DOCUMENTS * 2) throw new BrokenImageError(`${target.digest} lists too much to be an image.`)
    const bytes = await readIfThere(content, descriptor, maxManifestBytes)
    const found = bytes && parse(bytes, descriptor)
    if (found === undefined) continue
    if ('manifests' in found) {
      for (const entry of found.manifests) if (!documents.has(entry.digest)) documents.set(entry.digest, entry)
      continue
    }
    const layers = found.layers.filter(({ urls = [] }) => urls.length === 0)
    for (const blob of [found.config, ...layers]) blobs.set(blob.digest, blob)
    if (isAttestation(descriptor) || !isImageConfigType(found.config.mediaType)) continue
    const platform = descriptor.platform ?? (await platformOf(content, found.config, maxManifestBytes))
    images.push({ descriptor, platform, config: found.config, layers })
  }
  return { images, blobs: [...blobs.values()] }
}

/** What a manifest lists that is not where it should be. */
export async function missingBlobs(
  content: NamespaceContent,
  { config, layers }: Pick<Manifest, 'config' | 'layers'>,
): Promise<Descriptor[]> {
  const needed = [config, ...layers].filter(({ urls = [], data }) => urls.length === 0 && data === undefined)
  const found = await Promise.all(needed.map(({ digest }) => content.has(digest)))
  return needed.filter((_, index) => !found[index])
}

/** Undefined for what is neither an index nor a manifest. */
function parse(bytes: Uint8Array, { digest, mediaType }: Descriptor): ImageIndex | Manifest | undefined {
  try {
    const isIndex = manifestKind(bytes, digest, mediaType) === 'index'
    return isIndex ? parseImageIndex(bytes, digest) : parseManifest(bytes, digest)
  } catch (error) {
    if (error instanceof BrokenImageError || error instanceof UnavailableError) return undefined
    throw error
  }
}

async function platformOf(content: NamespaceContent, config: Descriptor, maxBytes: number): Promise<Platform | null> {
  const bytes = embeddedContent(config) ?? (await readIfThere(content, config, maxBytes))
  try {
    return bytes === undefined ? null : parseImageConfig(bytes, config.digest).platform
  } catch (error) {
    if (error instanceof BrokenImageError) return null
    throw error
  }
}

async function readIfThere(
  content: NamespaceContent,
  descriptor: Descriptor,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  const what = `The document ${descriptor.digest} in containerd`
  try {
    const bytes = await readDocument(content.read(descriptor.digest), maxBytes, what)
    verifyDocument(bytes, descriptor, what)
    return bytes
  } catch (error) {
    if (error instanceof ContainerdError && error.isNotFound) return undefined
    throw error
  }
}
