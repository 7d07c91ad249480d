import { inspectDocument } from './inspect/document.ts'
import { LayerCache } from './inventory/cache.ts'
import { cacheFingerprint } from './inventory/catalogers.ts'
import { type ImageInventory, inventoryImage } from './inventory/image-inventory.ts'
import type { Progress } from './inventory/progress.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import type { InspectDocument } from './report/inspect-document.ts'
import { openImage } from './sources/index.ts'
import type { SourceOptions } from './sources/options.ts'

export * from './errors.ts'
export { exportTar } from './extract/export-tar.ts'
export { missingContents } from './extract/incomplete.ts'
export type { ExtractOptions } from './extract/read-layer.ts'
export { type StreamFileOptions, streamFile } from './extract/stream-file.ts'
export { type UnpackOptions, unpack } from './extract/unpack/unpack.ts'
export type { UnpackDocument } from './extract/unpack/unpack-document.ts'
export { type FilesOptions, filesDocument } from './files/document.ts'
export type { FilledImage } from './files/selection.ts'
export { inspectDocument } from './inspect/document.ts'
export { type CacheInfo, cacheInfo, type PruneResult, pruneCache } from './inventory/cache.ts'
export type { ImageInventory, ImageLayer } from './inventory/image-inventory.ts'
export type { Progress, ProgressEvent } from './inventory/progress.ts'
export {
  type LayeredImage,
  type LayerOptions,
  type LayersOptions,
  layerDocument,
  layersDocument,
} from './layers/document.ts'
export { DEFAULT_LIMITS, LIMITS, type Limits } from './limits.ts'
export { type PackagesOptions, packagesDocument } from './packages/packages.ts'
export type * from './report/files-document.ts'
export type * from './report/inspect-document.ts'
export type * from './report/layers-document.ts'
export type * from './report/packages-document.ts'
export type * from './report/waste-document.ts'
export type * from './report/why-document.ts'
export type { SquashedTree, TreeNode } from './rootfs/tree.ts'
export { type WastefulImage, type WasteOptions, wasteDocument } from './waste/waste.ts'
export { whyDocument } from './why/why.ts'

/** How an image is read. */
export interface InspectOptions extends Omit<SourceOptions, 'limits'> {
  /** Whether layers' inventories are kept for the next time; they are unless this is false. */
  readonly cache?: boolean
  readonly limits?: Partial<Limits>
  /** Hears what happens while layers are read. */
  readonly onProgress?: Progress
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
export async function withImage<Result>(
  reference: string,
  options: InspectOptions,
  use: (inventory: ImageInventory) => Promise<Result>,
): Promise<Result> {
  const { cache = true, onProgress, ...source } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const image = await openImage(reference, { ...source, limits })
  try {
    const inventory = await inventoryImage(image, {
      cache: cache ? new LayerCache(options.env, cacheFingerprint()) : null,
      limits,
      signal: options.signal,
      onProgress,
    })
    return await use(inventory)
  } finally {
    await image.close()
  }
}

/**
 * What `imgpeek inspect --json` prints; docs/schema/inspect.schema.json describes it.
 * @throws the same as `readImage`
 */
export async function inspectImage(reference: string, options: InspectOptions): Promise<InspectDocument> {
  return inspectDocument(await readImage(reference, options))
}
