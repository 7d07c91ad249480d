import { BrokenImageError } from '../errors.ts'
import { DEFAULT_LIMITS, type Limits } from '../limits.ts'
import type { Image } from '../sources/image.ts'
import { imageUpTo } from '../sources/image-up-to.ts'
import { openImage } from '../sources/index.ts'
import type { SourceOptions } from '../sources/options.ts'
import { LayerCache } from './cache.ts'
import { cacheFingerprint, type ExtraFacts } from './catalogers.ts'
import { type ImageInventory, inventoryImage } from './image-inventory.ts'
import type { Progress } from './progress.ts'
import { SharedLayers } from './shared-layers.ts'

/** How an image is read. */
export interface InspectOptions extends Omit<SourceOptions, 'limits'> {
  /** Whether layers' inventories are kept for the next time; they are unless this is false. */
  readonly cache?: boolean
  readonly limits?: Partial<Limits>
  /** What is read of layers beside what always is: `sha1` is the SHA-1 of every file, as SPDX wants it. */
  readonly extraFacts?: readonly ExtraFacts[]
  /** Hears what happens while layers are read. */
  readonly onProgress?: Progress
}

/** One of several images to read. */
export interface ImageRequest {
  /** `[SCHEME:]NAME` */
  readonly reference: string
  /** As `SourceOptions.platform`; goes before that of the options. */
  readonly platform?: string | undefined
  /** The index of a layer: the image as this layer leaves it, without those above. Without it, all of the image. */
  readonly lastLayer?: number | undefined
}

/** An image that has been read and is still open. */
export interface OpenedImage {
  readonly inventory: ImageInventory
  readonly image: Image
}

/**
 * Reads the image that `reference`, `[SCHEME:]NAME`, names: every layer, every file, every package.
 * @throws {UsageError} when the reference or an option is wrong; {UnavailableError} when the image cannot be had;
 * {BrokenImageError} when it is broken or hostile; {InterruptedError} when the signal aborts.
 */
export function readImage(reference: string, options: InspectOptions): Promise<ImageInventory> {
  return withImage(reference, options, async (inventory) => inventory)
}

/**
 * Reads an image as `readImage` does, and keeps it open while `use` works with it, for what needs the layers' bytes again.
 * @throws the same as `readImage`, and what `use` throws
 */
export function withImage<Result>(
  reference: string,
  options: InspectOptions,
  use: (inventory: ImageInventory, image: Image) => Promise<Result>,
): Promise<Result> {
  return withImages([{ reference }], options, ([opened]) => use(opened!.inventory, opened!.image))
}

/**
 * Reads images one after another, and lets go of each when `use` is done with it: memory follows the largest of them. A
 * layer that several of them have is read once.
 * @throws the same as `readImage`, and what `use` throws
 */
export function readImages<Result>(
  requests: readonly ImageRequest[],
  options: InspectOptions,
  use: (inventory: ImageInventory, image: Image, index: number) => Result | Promise<Result>,
): Promise<Result[]> {
  return withOpenImages(requests, options, (images) => readOpenImages(images, options, use))
}

/**
 * Reads images as `readImages` does, but keeps all of them while `use` works with them.
 * @throws the same as `readImage`, and what `use` throws
 */
export function withImages<Result>(
  requests: readonly ImageRequest[],
  options: InspectOptions,
  use: (opened: readonly OpenedImage[]) => Promise<Result>,
): Promise<Result> {
  return withOpenImages(requests, options, async (images) =>
    use(await readOpenImages(images, options, (inventory, image) => ({ inventory, image }))),
  )
}

/**
 * Opens images, which reads their manifests and no layer, and closes them when `use` is done.
 * @throws the same as `readImage`, and what `use` throws
 */
export async function withOpenImages<Result>(
  requests: readonly ImageRequest[],
  options: InspectOptions,
  use: (images: readonly Image[]) => Promise<Result>,
): Promise<Result> {
  const source = sourceOptionsOf(options)
  const opening = await Promise.allSettled(
    requests.map(async ({ reference, platform = options.platform, lastLayer }) => {
      const image = await openImage(reference, {
        ...source,
        ...(platform !== undefined && { platform }),
      })
      return lastLayer === undefined ? image : imageUpTo(image, lastLayer)
    }),
  )
  const images = opening.flatMap((opened) => (opened.status === 'fulfilled' ? opened.value : []))
  try {
    const failed = opening.find((opened) => opened.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    return await use(images)
  } finally {
    await Promise.all(images.map((image) => image.close()))
  }
}

/** What of the options is for sources. */
export function sourceOptionsOf(options: InspectOptions): SourceOptions {
  const { cache: _cache, extraFacts: _extraFacts, onProgress: _onProgress, limits, ...source } = options
  return { ...source, limits: { ...DEFAULT_LIMITS, ...limits } }
}

/**
 * Reads images that are open as `readImages` does, and does not close them.
 * @throws the same as `readImage`, and what `use` throws
 */
export async function readOpenImages<Result>(
  images: readonly Image[],
  options: InspectOptions,
  use: (inventory: ImageInventory, image: Image, index: number) => Result | Promise<Result>,
): Promise<Result[]> {
  const { cache = true, extraFacts = [], env, signal, onProgress } = options
  const layers = await SharedLayers.of(images, cache ? new LayerCache(env, cacheFingerprint(extraFacts)) : null)
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const results: Result[] = []
  for (const [index, image] of images.entries()) {
    onProgress?.({ kind: 'image', index, count: images.length })
    const inventory = await inventoryImage(image, { cache: layers, limits, extraFacts, signal, onProgress }).catch(
      (error) => {
        throw images.length > 1 ? namingImage(error, image.reference) : error
      },
    )
    await layers.release(image)
    results.push(await use(inventory, image, index))
  }
  return results
}

/** Says which of several images is broken: what a layer's error says is about one image. */
function namingImage(error: unknown, reference: string): unknown {
  if (error instanceof BrokenImageError && !error.message.includes(reference)) {
    error.message = `${reference}: ${error.message}`
  }
  return error
}
