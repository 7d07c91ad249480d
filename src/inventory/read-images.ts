import { BrokenImageError, UnavailableError } from '../errors.ts'
import { DEFAULT_LIMITS, type Limits } from '../limits.ts'
import type { Image } from '../sources/image.ts'
import { imageUpTo } from '../sources/image-up-to.ts'
import { openImage } from '../sources/index.ts'
import { refuseSeveralRegistries } from '../sources/one-registry.ts'
import type { SourceOptions } from '../sources/options.ts'
import { DocumentCache, LayerCache } from './cache.ts'
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

/** How several images are read. */
export interface ReadImagesOptions extends InspectOptions {
  /**
   * Hears of an image that cannot be had or is broken, by the place of its request; the others are read all the same. It may
   * throw, which ends the reading. Without it the first such error does.
   */
  readonly onFailure?: (error: UnavailableError | BrokenImageError, index: number) => void
}

/**
 * Reads images one after another, and lets go of each when `use` is done with it: memory follows the largest of them. A
 * layer that several of them have is read once.
 * @returns what `use` gave for the images that could be read, in the order of the requests
 * @throws the same as `readImage`, and what `use` throws
 */
export function readImages<Result>(
  requests: readonly ImageRequest[],
  options: ReadImagesOptions,
  use: (inventory: ImageInventory, image: Image, index: number) => Result | Promise<Result>,
): Promise<Result[]> {
  return whileOpen(requests, options, (images) => readOpenImages(images, options, use))
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
export function withOpenImages<Result>(
  requests: readonly ImageRequest[],
  options: InspectOptions,
  use: (images: readonly Image[]) => Promise<Result>,
): Promise<Result> {
  return whileOpen(requests, options, (images) => use(images.filter((image) => image !== undefined)))
}

/** As `withOpenImages`; undefined stands for an image that cannot be opened, where somebody hears of it. */
async function whileOpen<Result>(
  requests: readonly ImageRequest[],
  options: ReadImagesOptions,
  use: (images: readonly (Image | undefined)[]) => Promise<Result>,
): Promise<Result> {
  const source = sourceOptionsOf(options)
  const references = requests.map(({ reference }) => reference)
  if (options.username !== undefined) await refuseSeveralRegistries(references, source)
  const opening = await Promise.allSettled(
    requests.map(async ({ reference, platform = options.platform, lastLayer }) => {
      const image = await openImage(reference, { ...source, ...(platform !== undefined && { platform }) })
      return lastLayer === undefined ? image : imageUpTo(image, lastLayer)
    }),
  )
  const images = opening.map((opened) => (opened.status === 'fulfilled' ? opened.value : undefined))
  try {
    for (const [index, opened] of opening.entries()) {
      if (opened.status === 'rejected') fail(opened.reason, index, options)
    }
    return await use(images)
  } finally {
    await Promise.all(images.flatMap((image) => image?.close() ?? []))
  }
}

/** What of the options is for sources. */
export function sourceOptionsOf(options: ReadImagesOptions): SourceOptions {
  const {
    cache = true,
    extraFacts: _extraFacts,
    onProgress: _onProgress,
    onFailure: _onFailure,
    limits,
    ...source
  } = options
  const documents = cache ? new DocumentCache(source.env) : undefined
  return { ...source, documents, limits: { ...DEFAULT_LIMITS, ...limits } }
}

/**
 * Reads images that are open as `readImages` does, and does not close them; undefined stands for one that could not be opened.
 * @throws the same as `readImage`, and what `use` throws
 */
export async function readOpenImages<Result>(
  images: readonly (Image | undefined)[],
  options: ReadImagesOptions,
  use: (inventory: ImageInventory, image: Image, index: number) => Result | Promise<Result>,
): Promise<Result[]> {
  const { cache = true, extraFacts = [], env, signal, onProgress } = options
  const layers = new SharedLayers(cache ? new LayerCache(env, cacheFingerprint(extraFacts)) : null)
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const opened = images.flatMap((image, index) => (image === undefined ? [] : [{ image, index }]))
  const counted = await withEach(opened, options, async (one) => {
    await layers.expect(one.image)
    return one
  })
  return withEach(counted, options, async ({ image, index }) => {
    onProgress?.({ kind: 'image', index, count: images.length })
    let inventory: ImageInventory
    try {
      inventory = await inventoryImage(image, { cache: layers, limits, extraFacts, signal, onProgress })
    } catch (error) {
      throw images.length > 1 ? namingImage(error, image.reference) : error
    } finally {
      await layers.release(image)
    }
    return use(inventory, image, index)
  })
}

/** Works with one image after another. Those with which that fails are left out, where somebody hears of it. */
async function withEach<One extends { readonly index: number }, Result>(
  all: readonly One[],
  options: ReadImagesOptions,
  work: (one: One) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (const one of all) {
    try {
      results.push(await work(one))
    } catch (error) {
      fail(error, one.index, options)
    }
  }
  return results
}

/** Tells of an image that cannot be had or is broken, where somebody wants to hear of it; all else ends the reading. */
function fail(error: unknown, index: number, { onFailure, signal }: ReadImagesOptions): void {
  const isOfImage = error instanceof UnavailableError || error instanceof BrokenImageError
  if (onFailure === undefined || !isOfImage || signal?.aborted) throw error
  onFailure(error, index)
}

/** Says which of several images is broken: what a layer's error says is about one image. */
function namingImage(error: unknown, reference: string): unknown {
  if (error instanceof BrokenImageError && !error.message.includes(reference)) {
    error.message = `${reference}: ${error.message}`
  }
  return error
}
