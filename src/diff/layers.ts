import { LAYER_CHANGES, type LayerChange, type LayersSection } from '../report/diff-document.ts'
import { countKinds } from './count-kinds.ts'
import { pairByKey } from './pair-by-key.ts'
import type { ManifestSection } from './section.ts'
import type { SideLayer } from './side.ts'

/** Which layers both images have. */
export const layersSection: ManifestSection<'layers'> = {
  reads: 'manifests',
  compare: (before, after) => compareLayers(before.layers, after.layers),
}

function compareLayers(before: readonly SideLayer[], after: readonly SideLayer[]): LayersSection {
  const { pairs } = pairByKey(before, after, keyOf)
  const partners = new Map(pairs.map((pair) => [pair.before, pair.after]))
  const paired = new Set(partners.values())
  const changes: LayerChange[] = []
  let next = 0
  const addUpTo = (end: number): void => {
    for (; next < end; next++) if (!paired.has(after[next]!)) changes.push(change('added', null, after[next]!))
  }
  for (const layer of before) {
    const partner = partners.get(layer)
    if (partner === undefined) changes.push(change('removed', layer, null))
    else {
      addUpTo(partner.index)
      changes.push(change(isRecompressed(layer, partner) ? 'recompressed' : 'shared', layer, partner))
    }
  }
  addUpTo(after.length)
  return { different: changes.some(isDifferent), counts: countKinds(LAYER_CHANGES, changes), changes }
}

/** The same layers in another order make another filesystem. */
function isDifferent({ change, before, after }: LayerChange): boolean {
  return change !== 'shared' || before?.index !== after?.index
}

/** Where a source says nothing of a layer, it is like no other. */
function keyOf({ diffId, digest }: SideLayer): string | null {
  return diffId ?? digest
}

function isRecompressed(before: SideLayer, after: SideLayer): boolean {
  return before.digest !== null && after.digest !== null && before.digest !== after.digest
}

function change(kind: LayerChange['change'], before: SideLayer | null, after: SideLayer | null): LayerChange {
  return { change: kind, diffId: (after ?? before)!.diffId, before: shown(before), after: shown(after) }
}

function shown(layer: SideLayer | null): LayerChange['before'] {
  if (layer === null) return null
  const { diffId: _, ...rest } = layer
  return rest
}
