import { ContainerdChannel } from '../../engines/containerd/channel.ts'
import { type ListedImage, listNamespaceImages } from '../../engines/containerd/list.ts'
import { listNamespaces, usualNamespace } from '../../engines/containerd/namespaces.ts'
import { NotFoundError } from '../../errors.ts'
import type { ImageStore, ListImagesOptions, StoredImage } from '../stored-image.ts'

/**
 * The images of a namespace of containerd: of each name what the content store has, of all platforms.
 * @param name the namespace; where it is empty that of `CONTAINERD_NAMESPACE`, or `default`
 * @throws {NotFoundError} when there is no such namespace; {UnavailableError} when containerd cannot be reached.
 */
export async function listContainerd(name: string, options: ListImagesOptions): Promise<ImageStore> {
  const { env, signal, limits } = options
  const channel = await ContainerdChannel.open(env, signal)
  try {
    const namespace = name === '' ? usualNamespace(env) : name
    const existing = await listNamespaces(channel, signal)
    if (!existing.includes(namespace)) {
      throw new NotFoundError(
        `containerd has no namespace ${JSON.stringify(namespace)}; it has ${existing.join(', ') || 'none'}.`,
      )
    }
    const { maxManifestBytes } = limits
    const { images } = await listNamespaceImages(channel, namespace, { maxManifestBytes, signal })
    return {
      source: 'containerd',
      reference: `${channel.address} (${namespace})`,
      measure: 'compressedBytes',
      images: images.map(storedImage),
      unread: 0,
    }
  } finally {
    channel.close()
  }
}

function storedImage({ name, digest, created, platforms, blobs, containers, problem }: ListedImage): StoredImage {
  const complete = platforms.filter(({ isComplete }) => isComplete)
  const [only] = complete.length > 0 ? complete : platforms
  return {
    names: [name],
    digest,
    imageId: only?.imageId ?? null,
    platform: only?.platform ?? null,
    created,
    layers: [...blobs].map(([key, bytes]) => ({ key, bytes })),
    containers,
    problem,
  }
}
