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
export { inspectDocument } from './inspect/document.ts'
export { type CacheInfo, cacheInfo, type PruneResult, pruneCache } from './inventory/cache.ts'
export type { ImageInventory, ImageLayer } from './inventory/image-inventory.ts'
export type { Progress, ProgressEvent } from './inventory/progress.ts'
export { DEFAULT_LIMITS, LIMITS, type Limits } from './limits.ts'
export type * from './report/inspect-document.ts'
export type { SquashedTree, TreeNode } from './rootfs/tree.ts'

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
export async function readImage(reference: string, options: InspectOptions): Promise<ImageInventory> {
  const { cache = true, onProgress, ...source } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const image = await openImage(reference, { ...source, limits })
  try {
    return await inventoryImage(image, {
      cache: cache ? new LayerCache(options.env, cacheFingerprint()) : null,
      limits,
      signal: options.signal,
      onProgress,
    })
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
