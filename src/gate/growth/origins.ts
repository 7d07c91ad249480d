import type { BaselineDocument, BaselineLayer } from '../../report/baseline-document.ts'
import type { GrowthCause } from '../../report/growth-section.ts'
import { formatCount } from '../../report/quantity.ts'
import type { Side } from './holding.ts'

/** Whose doing something is; null where that cannot be told. */
export type Origin = GrowthCause['origin']

/** Whose doing a change is. */
export interface Origins {
  /** Whether that can be told. */
  readonly known: boolean
  /** How it was told, or why it could not be. */
  readonly evidence: string
  /** How many of the lowest layers of each image are its base's; 0 where that cannot be told. */
  readonly baseLayers: Readonly<Record<Side, number>>
  /** Whose doing it is what a layer of one of the two images holds. */
  of(side: Side, layer: number): Origin
}

/** Tells what is due to a newer base from what is due to one's own layers. */
export function originsOf(before: BaselineDocument, after: BaselineDocument): Origins {
  const told = after.baseLayers === null ? before : after
  const counts = { before: before.baseLayers ?? told.baseLayers, after: told.baseLayers }
  if (counts.before === null || counts.after === null) return unknownOrigins(told.baseEvidence)
  // the one may be the base of the other, and have none itself
  const [fewer, more] = [counts.before, counts.after].sort((a, b) => a - b) as [number, number]
  const shared = [more, fewer].find(
    (count) => (count > 0 || more === 0) && isSameBase(before.layers, after.layers, count),
  )
  if (shared !== undefined) {
    const same = shared === 0 ? 'neither image has a base' : 'both images have the same base'
    const baseLayers = { before: shared, after: shared }
    // what is gone of a base that is the same went in a layer above it
    return { known: true, evidence: `${same}: ${told.baseEvidence}`, baseLayers, of: () => 'own' }
  }
  if (before.baseLayers === null || after.baseLayers === null) {
    return unknownOrigins((after.baseLayers === null ? after : before).baseEvidence)
  }
  const layers = `${formatCount(counts.after, 'layer')}, ${formatCount(counts.before, 'layer')} before`
  const baseLayers = { before: counts.before, after: counts.after }
  return {
    known: true,
    evidence: `the base is another one (${layers}): ${after.baseEvidence}`,
    baseLayers,
    of: (side, layer) => (layer < baseLayers[side] ? 'base' : 'own'),
  }
}

function unknownOrigins(evidence: string): Origins {
  return {
    known: false,
    evidence: `base and own layers cannot be told apart: ${evidence}`,
    baseLayers: { before: 0, after: 0 },
    of: () => null,
  }
}

function isSameBase(before: readonly BaselineLayer[], after: readonly BaselineLayer[], count: number): boolean {
  if (before.length < count || after.length < count) return false
  return after.slice(0, count).every(({ diffId }, index) => diffId !== null && diffId === before[index]?.diffId)
}
