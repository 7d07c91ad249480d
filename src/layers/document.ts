import { displayable } from '../inspect/displayable.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import { visibleBytes } from '../inventory/sizes.ts'
import { type Matcher, pathMatcher } from '../listing/glob.ts'
import { alphabetical, asListed, type ListingOptions, largestFirst, listed, type Orders } from '../listing/order.ts'
import type {
  LayerDocument,
  LayerEntrySortKey,
  LayerSummary,
  LayersDocument,
  LayersSortKey,
} from '../report/layers-document.ts'
import { missingLayer } from '../sources/missing-layer.ts'
import { changesByLayer, type PathChange } from './changes.ts'
import { layerEntry } from './layer-entry.ts'
import { layerSummary } from './layer-summary.ts'
import { layerMarkers } from './markers.ts'

/** What is known of an image that says what its layers did. */
export type LayeredImage = Pick<ImageInventory, 'reference' | 'descriptor' | 'layers' | 'tree' | 'losses'>

/** How the list of layers is wanted; globs choose the paths that counts, bytes and largest files are of. */
export interface LayersOptions extends ListingOptions<LayersSortKey> {
  readonly globs: readonly string[]
}

/** Which layer is wanted, and which of its entries. */
export interface LayerOptions extends ListingOptions<LayerEntrySortKey> {
  readonly layer: number
  readonly globs: readonly string[]
}

const LAYERS_ORDERS: Orders<LayerSummary, LayersSortKey> = {
  layer: asListed,
  size: largestFirst((layer) => layer.fileBytes),
  compressed: largestFirst((layer) => layer.compressedBytes),
  added: largestFirst((layer) => layer.added),
  modified: largestFirst((layer) => layer.modified),
  deleted: largestFirst((layer) => layer.deleted),
  wasted: largestFirst((layer) => layer.reclaimableBytes),
}

/** The orders of what a layer did to paths. */
export const CHANGE_ORDERS: Orders<PathChange, LayerEntrySortKey> = {
  path: alphabetical((change) => change.path),
  size: largestFirst((change) => (change.after ?? change.before)!.size),
}

/**
 * What each layer did.
 * @throws {UsageError} when a glob makes no sense.
 */
export function layersDocument(inventory: LayeredImage, { globs, ...listing }: LayersOptions): LayersDocument {
  const matches = pathMatcher(globs)
  const { reclaimableByLayer } = visibleBytes(inventory)
  const summaries = changesByLayer(inventory).map((changes, index) =>
    layerSummary(inventory, index, matching(changes, matches), reclaimableByLayer[index]!),
  )
  const { rows, more } = listed(summaries, LAYERS_ORDERS, listing)
  return { ...headOf(inventory), layers: displayable(rows), more }
}

/**
 * All that one layer did.
 * @throws {UsageError} when a glob makes no sense; {UnavailableError} when the image has no such layer.
 */
export function layerDocument(inventory: LayeredImage, { layer, globs, ...listing }: LayerOptions): LayerDocument {
  const matches = pathMatcher(globs)
  const all = changesOfLayer(inventory, layer)
  const changes = matching(all, matches)
  const { rows, more } = listed(changes, CHANGE_ORDERS, listing)
  const { reclaimableByLayer } = visibleBytes(inventory)
  return {
    ...headOf(inventory),
    layer: displayable(layerSummary(inventory, layer, changes, reclaimableByLayer[layer]!)),
    markers: displayable(layerMarkers(inventory.layers[layer]!, all).filter(({ path }) => matches(path))),
    entries: rows.map(layerEntry),
    more,
  }
}

/**
 * What one layer did, in no order that means anything.
 * @throws {UnavailableError} when the image has no such layer.
 */
export function changesOfLayer(inventory: LayeredImage, layer: number): readonly PathChange[] {
  const changes = changesByLayer(inventory)[layer]
  if (changes === undefined) throw missingLayer(inventory.reference, inventory.layers.length, layer)
  return changes
}

function matching(changes: readonly PathChange[], matches: Matcher): readonly PathChange[] {
  return changes.filter(({ path }) => matches(path))
}

function headOf({
  reference,
  descriptor,
}: LayeredImage): Pick<LayersDocument, 'schemaVersion' | 'reference' | 'digest'> {
  return { schemaVersion: 1, reference: displayable(reference), digest: descriptor?.digest ?? null }
}
