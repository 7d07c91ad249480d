import { BrokenImageError, UnavailableError } from '../../errors.ts'
import type { Image } from '../../sources/image.ts'
import type { StoredImage } from '../stored-image.ts'

/**
 * An image with a manifest as its store lists it; one that cannot be read, or is none, with the reason.
 * @throws whatever else opening it throws: {InterruptedError}, {UsageError}
 */
export async function storedManifest(name: string, open: () => Promise<Image>): Promise<StoredImage> {
  const names = [name]
  let image: Image | undefined
  try {
    image = await open()
    const [manifest, config] = await Promise.all([image.manifest(), image.config()])
    const layers = (manifest?.layers ?? []).map(({ digest, size }) => ({ key: digest, bytes: size }))
    const { descriptor, imageId } = image
    const { platform, created } = config
    const digest = descriptor?.digest ?? null
    return { names, digest, imageId, platform, created, layers, containers: null, problem: null }
  } catch (error) {
    if (!(error instanceof UnavailableError || error instanceof BrokenImageError)) throw error
    const unknown = { digest: null, imageId: null, platform: null, created: null, layers: null, containers: null }
    return { names, ...unknown, problem: error.message }
  } finally {
    await image?.close()
  }
}
