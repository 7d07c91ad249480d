import { NotFoundError } from '../../errors.ts'
import { openStorage } from '../../sources/containers-storage/open-storage.ts'
import { storageConfiguration } from '../../sources/containers-storage/storage-configuration.ts'
import { storedContent } from '../../sources/containers-storage/stored-content.ts'
import { openContainersStorage } from '../../sources/containers-storage.ts'
import type { ImageStore, ListImagesOptions, StoredImage } from '../stored-image.ts'

/**
 * The images in the directories of Podman, Buildah and CRI-O, with no service of theirs running. Linux only. What containers were made
 * of them is not looked for: Buildah and CRI-O keep theirs elsewhere.
 * @throws {NotFoundError} when there is no storage; {UnavailableError} when it may not be read.
 */
export async function listContainersStorage(options: ListImagesOptions): Promise<ImageStore> {
  const directories = await openStorage(await storageConfiguration(options.env, process.getuid?.() ?? 0))
  const images = new Map<string, StoredImage>()
  for (const directory of directories) {
    for (const { id, names, digests } of await directory.images()) {
      if (images.has(id)) continue
      try {
        const { layers } = await storedContent(directories, id, options.limits.maxLayers)
        const image = await openContainersStorage(id, options)
        const { platform, created } = await image.config()
        images.set(id, {
          names,
          digest: digests[0] ?? null,
          imageId: image.imageId,
          platform,
          created,
          layers: layers.map((layer) => ({ key: layer.id, bytes: layer.tarBytes ?? 0 })),
          containers: null,
          problem: null,
        })
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error // else it was removed meanwhile
      }
    }
  }
  return {
    source: 'podman',
    reference: directories[0].path,
    measure: 'tarBytes',
    images: [...images.values()],
    unread: 0,
  }
}
