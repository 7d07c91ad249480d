import { displayable } from '../inspect/displayable.ts'
import type { ImageInventory, ImageLayer } from '../inventory/image-inventory.ts'
import { pathMatcher } from '../listing/glob.ts'
import { asListed, type ListingOptions, listed, type Orders } from '../listing/order.ts'
import type {
  RemovableRow,
  ShadowedRow,
  WasteDocument,
  WasteFinding,
  WasteLayer,
  WasteSize,
  WasteSortKey,
} from '../report/waste-document.ts'
import { diveReport } from '../rootfs/dive.ts'
import { wasteCauses, wasteFindings } from './causes.ts'
import { type Claim, claimFiles } from './claims.ts'
import { debugBytesOf } from './debug-bytes.ts'
import { duplicates } from './duplicates.ts'
import { layerAuthors } from './layer-author.ts'
import { WASTE_RULES } from './rules.ts'
import { type ShadowedEntry, shadowedEntries } from './shadowed.ts'
import { storedFiles } from './stored-file.ts'

/** Which waste is wanted, and how. */
export interface WasteOptions extends ListingOptions<WasteSortKey> {
  /** Paths, as globs; all where there are none. */
  readonly globs: readonly string[]
  /** Names of causes; all where there are none. */
  readonly causes: readonly string[]
}

/** What must be known of an image. */
export interface WastefulImage extends Pick<ImageInventory, 'reference' | 'descriptor' | 'tree' | 'losses'> {
  readonly layers: readonly WastefulLayer[]
}

type WastefulLayer = Pick<ImageLayer, 'inventory' | 'effect' | 'instruction'>

/**
 * What an image stores and does not show or need, why, and what to change in the Dockerfile. Globs and causes choose what is
 * listed; the sizes of the image and of its layers stay those of the whole.
 * @throws {UsageError} when a glob makes no sense.
 */
export function wasteDocument(inventory: WastefulImage, options: WasteOptions): WasteDocument {
  const { layers, tree, losses } = inventory
  const matches = pathMatcher(options.globs)
  const hasWantedCause = (cause: string | null): boolean =>
    options.causes.length === 0 || (cause !== null && options.causes.includes(cause))

  const entries = shadowedEntries(tree.nodes(), losses)
  const files = storedFiles(entries, tree.nodes(), debugBytesOf(layers.map((layer) => layer.inventory)))
  const authors = layerAuthors(layers.map(({ instruction }) => instruction))
  const claims = claimFiles(files, authors, WASTE_RULES)
  const wanted = claims.filter(
    ({ rule, file }) => hasWantedCause(rule.name) && [file.node, ...file.otherNodes].some(({ path }) => matches(path)),
  )

  const causeOf = new Map(claims.map(({ rule, file }) => [file.shadow, rule.name]))
  const shadowedRows = entries
    .map((entry) => shadowedRow(entry, causeOf.get(entry) ?? null))
    .filter(({ path, cause }) => hasWantedCause(cause) && matches(path))
  const findings = listed(wasteFindings(wanted, authors), FINDING_ORDERS, options)
  const shadowed = listed(shadowedRows, ROW_ORDERS, options)
  const removable = listed(wanted.filter(isVisible).map(removableRow), ROW_ORDERS, options)
  const dive = diveReport(
    layers.map((layer) => layer.inventory.entries),
    tree,
  )
  const inefficient = listed(
    dive.inefficientPaths.filter(({ path }) => matches(path)),
    { size: asListed },
    { sort: 'size', reverse: false, limit: options.limit },
  )
  return displayable<WasteDocument>({
    schemaVersion: 1,
    reference: inventory.reference,
    digest: inventory.descriptor?.digest ?? null,
    size: { ...wasteSize(layers, entries, claims), dive: dive.figures },
    layers: wasteLayers(layers, entries),
    causes: wasteCauses(wanted),
    findings: findings.rows,
    moreFindings: findings.more,
    shadowed: shadowed.rows,
    moreShadowed: shadowed.more,
    removable: removable.rows,
    moreRemovable: removable.more,
    duplicates: duplicates(files),
    diveInefficient: inefficient.rows,
    moreDiveInefficient: inefficient.more,
  })
}

/** Rows that the order does not tell apart come by path. */
const ROW_ORDERS: Orders<{ readonly path: string; readonly bytes: number; readonly layer: number }, WasteSortKey> = {
  size: (a, b) => b.bytes - a.bytes || comparePaths(a, b),
  path: comparePaths,
  layer: (a, b) => a.layer - b.layer || b.bytes - a.bytes || comparePaths(a, b),
}

const FINDING_ORDERS: Orders<WasteFinding, WasteSortKey> = {
  size: (a, b) => b.bytes - a.bytes || a.layer - b.layer,
  path: (a, b) => comparePaths({ path: a.paths[0]! }, { path: b.paths[0]! }),
  layer: (a, b) => a.layer - b.layer || b.bytes - a.bytes,
}

function comparePaths(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}

function shadowedRow({ node, bytes, layer, shadowedBy, kind }: ShadowedEntry, cause: string | null): ShadowedRow {
  return { path: node.path, type: node.type, bytes, layer, shadowedBy, kind, cause }
}

function isVisible({ file }: Claim): boolean {
  return file.shadow === null
}

function removableRow({ rule, file, bytes }: Claim): RemovableRow {
  return { path: file.node.path, bytes, layer: file.layer, cause: rule.name }
}

function wasteSize(
  layers: readonly WastefulLayer[],
  entries: readonly ShadowedEntry[],
  claims: readonly Claim[],
): Omit<WasteSize, 'dive'> {
  const layerBytes = layers.reduce((sum, { effect }) => sum + effect.fileBytes, 0)
  const reclaimableBytes = entries.reduce((sum, { bytes }) => sum + bytes, 0)
  const contentBytes = layerBytes - reclaimableBytes
  return {
    layerBytes,
    contentBytes,
    reclaimableBytes,
    removableBytes: claims.filter(isVisible).reduce((sum, { bytes }) => sum + bytes, 0),
    efficiency: layerBytes === 0 ? 1 : contentBytes / layerBytes,
  }
}

function wasteLayers(layers: readonly WastefulLayer[], entries: readonly ShadowedEntry[]): WasteLayer[] {
  const reclaimable = layers.map(() => 0)
  for (const { layer, bytes } of entries) reclaimable[layer]! += bytes
  return layers.map(({ effect, instruction }, index) => ({
    index,
    instruction,
    fileBytes: effect.fileBytes,
    reclaimableBytes: reclaimable[index]!,
  }))
}
