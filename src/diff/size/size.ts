import { concentrate } from '../../places/concentrate.ts'
import type { Change, Contribution } from '../../report/diff-document.ts'
import { firstOf } from '../first-of.ts'
import type { LayerSection } from '../section.ts'
import type { DiffSide } from '../side.ts'
import { countContent } from './count-content.ts'

/** What images weigh, and what makes the difference. */
export const sizeSection: LayerSection<'size'> = {
  reads: 'layers',
  compare(pair) {
    const { before, after, how } = pair
    const { total, packages, unlisted, all } = countContent(pair)
    const causes: Contribution[] = [
      ...packages.map((item) => ({ ...item, path: null, rest: false })),
      ...concentrate(unlisted).map((place) => ({ ...place, package: null })),
    ].filter(growth)
    const contributions = firstOf(causes, largestChange, how.limit)
    const concentrated = concentrate(all)
    const places = firstOf(concentrated, largestChange, how.limit)
    return {
      different: total.before !== total.after || causes.length > 0,
      compressedBytes: compressedBytes(before.side, after.side),
      contentBytes: total,
      contributions,
      moreContributions: causes.length - contributions.length,
      places,
      morePlaces: concentrated.length - places.length,
    }
  },
  same: (before, after) => ({
    different: false,
    compressedBytes: compressedBytes(before, after),
    contentBytes: { before: null, after: null },
    contributions: [],
    moreContributions: 0,
    places: [],
    morePlaces: 0,
  }),
}

function compressedBytes(before: DiffSide, after: DiffSide): Change<number> {
  return { before: sumOfLayers(before), after: sumOfLayers(after) }
}

/** Null where the size of a layer is not known. */
function sumOfLayers({ layers }: DiffSide): number | null {
  return layers.reduce<number | null>(
    (sum, { compressedBytes: bytes }) => (sum === null || bytes === null ? null : sum + bytes),
    0,
  )
}

function growth({ before, after }: Change<number>): number {
  return (after ?? 0) - (before ?? 0)
}

function largestChange(a: Change<number>, b: Change<number>): number {
  return Math.abs(growth(b)) - Math.abs(growth(a))
}
