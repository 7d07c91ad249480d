import { BrokenImageError } from '../errors.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import { type EntryListener, replayLayer } from '../layer/replay.ts'
import { DEFAULT_LIMITS, type Limits } from '../limits.ts'

/** How layers are read again. */
export interface ExtractOptions {
  readonly limits?: Partial<Limits>
  readonly signal?: AbortSignal | undefined
}

/**
 * Reads a layer of an open image again, as `replayLayer` does. A foreign layer, which the image does not have, is empty.
 * @throws the same as `replayLayer`, naming the layer
 */
export async function* readLayer(
  { layers }: Pick<ImageInventory, 'layers'>,
  index: number,
  listener: EntryListener,
  { limits, signal }: ExtractOptions,
): AsyncGenerator<void> {
  const { layer, inventory } = layers[index]!
  if (inventory.tarBytes === 0) return
  try {
    yield* replayLayer(layer.open(signal), layer, inventory, listener, { ...DEFAULT_LIMITS, ...limits })
  } catch (error) {
    if (error instanceof BrokenImageError) error.message = `Layer ${index}: ${error.message}`
    throw error
  }
}
