import { displayable } from '../inspect/displayable.ts'
import { CHANGE_ORDERS, changesOfLayer } from '../layers/document.ts'
import { layerEntry } from '../layers/layer-entry.ts'
import { type ListingOptions, listed } from '../listing/order.ts'
import type { LayerFilesDocument } from '../report/files-document.ts'
import type { LayerEntrySortKey } from '../report/layers-document.ts'
import { ownerNames } from './owner-names.ts'
import { type FileSelection, type FilledImage, headOf, packageOf, selector } from './selection.ts'

/** Which entries of which layer are wanted. */
export interface LayerFilesOptions extends FileSelection, ListingOptions<LayerEntrySortKey> {
  readonly layer: number
}

/**
 * A layer's own entries, with what they did. A path's package is the one that lists it in the final filesystem.
 * @throws {UsageError} when a glob makes no sense; {UnavailableError} when the image has no such layer.
 */
export function layerFiles(
  inventory: FilledImage,
  { layer, sort, reverse, limit, ...selection }: LayerFilesOptions,
): LayerFilesDocument {
  const { tree, owners, layers } = inventory
  const changes = changesOfLayer(inventory, layer)
  const wants = selector(selection)
  const chosen = changes.filter(({ path, before, after }) => {
    const isOwned = (): boolean => {
      const node = tree.get(path)
      return after === null || (node !== undefined && owners.has(node))
    }
    return wants(path, (after ?? before)!, isOwned)
  })
  const namesOf = ownerNames(inventory)
  const { rows, more } = listed(chosen, CHANGE_ORDERS, { sort, reverse, limit })
  return {
    ...headOf(inventory, 'layer'),
    layer,
    instruction: displayable(layers[layer]!.instruction),
    entries: rows.map((change) => ({
      ...layerEntry(change),
      ...namesOf((change.after ?? change.before)!),
      ...packageOf(owners, tree.get(change.path)),
    })),
    more,
  }
}
