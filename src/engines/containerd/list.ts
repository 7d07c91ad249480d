import { BrokenImageError } from '../../errors.ts'
import { inTurn } from '../../in-turn.ts'
import type { Descriptor } from '../../oci/descriptor.ts'
import type { Digest } from '../../oci/digest.ts'
import type { Platform } from '../../oci/platform.ts'
import type { CallScope, ContainerdChannel } from './channel.ts'
import { NamespaceContent } from './content.ts'
import { readContents } from './image-contents.ts'
import { type ImageRecord, listImages } from './images.ts'

/** How many images are read at a time. */
const AT_ONCE = 8

/** An image of one platform that a name leads to. */
interface ListedPlatform {
  /** The manifest's. */
  readonly digest: Digest
  /** The config's digest. */
  readonly imageId: Digest
  /** Null where neither an index nor the config says. */
  readonly platform: Platform | null
  /** Whether all of it is there: containerd need not have the layers of every platform, nor keep what it has unpacked. */
  readonly isComplete: boolean
}

/** An image as containerd lists it: what a name stands for. */
export interface ListedImage extends Pick<ImageRecord, 'name' | 'created' | 'updated'> {
  /** The digest of the manifest or index that the name stands for. */
  readonly digest: Digest
  readonly mediaType: string
  /** Those whose manifest is there, attestations left out. */
  readonly platforms: readonly ListedPlatform[]
  /** What the content store has of it: manifests, configs and layers of all platforms, with their sizes in bytes. */
  readonly blobs: ReadonlyMap<Digest, number>
  /** A sentence on what is wrong with its documents; null where nothing is. */
  readonly problem: string | null
  /** The containers that were made from it by this name, running or not. */
  readonly containers: readonly string[]
}

/** What a namespace of containerd has. */
export interface ListedNamespace {
  readonly namespace: string
  /** By name. */
  readonly images: readonly ListedImage[]
  /** All that is in the content store for the namespace, with sizes in bytes: also what no image refers to. */
  readonly blobs: ReadonlyMap<Digest, number>
}

/**
 * Lists the images of a namespace, as `ctr images ls` does, with what the content store has of them.
 * @throws {ContainerdError} when containerd fails; {BrokenImageError} when its records are malformed; {InterruptedError} when the
 *   signal fires.
 */
export async function listNamespaceImages(
  channel: ContainerdChannel,
  namespace: string,
  { maxManifestBytes, signal }: { readonly maxManifestBytes: number; readonly signal?: AbortSignal | undefined },
): Promise<ListedNamespace> {
  const scope = { namespace, signal }
  const content = new NamespaceContent(channel, scope)
  const [records, containers, blobs] = await Promise.all([
    listImages(channel, scope),
    containersByImage(channel, scope),
    content.sizes(),
  ])
  const images = await inTurn(records, AT_ONCE, (record) => listedImage(record, content, { blobs, maxManifestBytes }))
  const withContainers = images.map((image) => ({ ...image, containers: containers.get(image.name) ?? [] }))
  return { namespace, images: withContainers.sort((a, b) => (a.name < b.name ? -1 : 1)), blobs }
}

async function listedImage(
  { name, target, created, updated }: ImageRecord,
  content: NamespaceContent,
  { blobs, maxManifestBytes }: { readonly blobs: ReadonlyMap<Digest, number>; readonly maxManifestBytes: number },
): Promise<Omit<ListedImage, 'containers'>> {
  const record = { name, created, updated, digest: target.digest, mediaType: target.mediaType }
  try {
    const contents = await readContents(content, target, maxManifestBytes)
    const platforms = contents.images.map(({ descriptor: { digest }, platform, config, layers }) => {
      const isComplete = [config, ...layers].every((blob) => blobs.has(blob.digest))
      return { digest, imageId: config.digest, platform, isComplete }
    })
    return { ...record, platforms, blobs: sizesOf(contents.blobs, blobs), problem: null }
  } catch (error) {
    if (!(error instanceof BrokenImageError)) throw error
    return { ...record, platforms: [], blobs: sizesOf([target], blobs), problem: error.message }
  }
}

/** Those of the blobs that are there. */
function sizesOf(wanted: readonly Descriptor[], blobs: ReadonlyMap<Digest, number>): Map<Digest, number> {
  const sizes = wanted.map(({ digest }) => [digest, blobs.get(digest)] as const)
  return new Map(sizes.filter((entry): entry is [Digest, number] => entry[1] !== undefined))
}

/** The containers of a namespace by the name of the image that they are made from. */
async function containersByImage(
  channel: ContainerdChannel,
  scope: CallScope,
): Promise<Map<string, readonly string[]>> {
  const { containers } = await channel.call('containers.v1.Containers/List', {}, scope)
  const byImage = Map.groupBy(containers, ({ image }) => image)
  return new Map([...byImage].map(([image, made]) => [image, made.map(({ id }) => id).sort()]))
}
