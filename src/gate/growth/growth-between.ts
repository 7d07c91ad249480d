import type { BaselineDocument, BaselineLayer } from '../../report/baseline-document.ts'
import type { GrowthCause, GrowthSection, GrowthShare } from '../../report/growth-section.ts'
import type { Located, Side } from './holding.ts'
import { namePlaces } from './name-places.ts'
import { type Origin, type Origins, originsOf } from './origins.ts'
import { pairPackages } from './pair-packages.ts'
import { pathHoldings } from './path-holdings.ts'

/**
 * What an image has more or less than its baseline, and why.
 * @param most as many causes are listed, those with the largest changes
 */
export function growthBetween(
  before: BaselineDocument,
  after: BaselineDocument,
  most = Number.POSITIVE_INFINITY,
): GrowthSection {
  const origins = originsOf(before, after)
  const causes = causesOf(before, after, origins).sort(largestFirst)
  const listed = causes.slice(0, most)
  return {
    compressedBytes: compressedBytes(after.layers) - compressedBytes(before.layers),
    contentBytes: contentBytes(causes),
    layerBytes: sum(after.layers, ({ fileBytes }) => fileBytes) - sum(before.layers, ({ fileBytes }) => fileBytes),
    files: (after.figures.fileCount ?? 0) - (before.figures.fileCount ?? 0),
    split: origins.known
      ? { base: shareOf('base', before, after, causes, origins), own: shareOf('own', before, after, causes, origins) }
      : null,
    evidence: origins.evidence,
    causes: listed,
    moreCauses: causes.length - listed.length,
  }
}

function causesOf(before: BaselineDocument, after: BaselineDocument, origins: Origins): GrowthCause[] {
  const layers = { before: before.layers, after: after.layers }
  const causes: GrowthCause[] = []

  const add = (
    cause: Pick<GrowthCause, 'kind' | 'package' | 'versions'> & { readonly path?: string; readonly origin?: Origin },
    change: Readonly<Record<Side, number>>,
    largest: Readonly<Record<Side, Located | null>>,
  ): void => {
    const bytes = change.after - change.before
    if (bytes === 0) return
    const side = change.after === 0 ? 'before' : 'after'
    const { layer, path } = largest[side]!
    causes.push({
      kind: cause.kind,
      change: change.before === 0 ? 'added' : change.after === 0 ? 'removed' : bytes > 0 ? 'grown' : 'shrunk',
      package: cause.package,
      versions: cause.versions,
      path: cause.path ?? path,
      bytes,
      layer,
      instruction: layers[side][layer]?.instruction ?? null,
      origin: cause.origin === undefined ? origins.of(side, layer) : cause.origin,
    })
  }

  for (const { package: name, versions, holding } of pairPackages({ before: before.packages, after: after.packages })) {
    add({ kind: 'package', package: name, versions }, holding, holding.largest)
  }
  for (const [origin, holdings] of pathHoldings(before, after, origins)) {
    for (const place of namePlaces(holdings)) {
      add({ kind: 'path', package: null, versions: null, path: place.path, origin }, place, place.largest)
    }
  }
  return causes
}

function shareOf(
  origin: 'base' | 'own',
  before: BaselineDocument,
  after: BaselineDocument,
  causes: readonly GrowthCause[],
  { baseLayers }: Origins,
): GrowthShare {
  const those = (side: Side, { layers }: BaselineDocument): readonly BaselineLayer[] =>
    origin === 'base' ? layers.slice(0, baseLayers[side]) : layers.slice(baseLayers[side])
  return {
    compressedBytes: compressedBytes(those('after', after)) - compressedBytes(those('before', before)),
    contentBytes: contentBytes(causes.filter((cause) => cause.origin === origin)),
  }
}

function compressedBytes(layers: readonly BaselineLayer[]): number {
  return sum(layers, (layer) => layer.compressedBytes)
}

function contentBytes(causes: readonly GrowthCause[]): number {
  return sum(causes, ({ bytes }) => bytes)
}

function sum<Item>(items: readonly Item[], numberOf: (item: Item) => number): number {
  return items.reduce((total, item) => total + numberOf(item), 0)
}

/** Those of one size by name, so that two runs say the same. */
function largestFirst(a: GrowthCause, b: GrowthCause): number {
  const [nameA, nameB] = [a, b].map((cause) => `${cause.package ?? ''}\0${cause.path}\0${cause.origin}`) as [
    string,
    string,
  ]
  return Math.abs(b.bytes) - Math.abs(a.bytes) || (nameA < nameB ? -1 : 1)
}
