import type { Offender } from '../../report/gate-document.ts'
import type { Budget, Rule } from '../budget.ts'
import { type Figures, figuresOf, figuresOfLayers, type LayerFigures } from '../figures.ts'
import type { GatedImage } from '../gated-image.ts'
import { largestOffenders } from '../offenders.ts'
import { inventoryOf } from './inventory-of.ts'
import { judgeNumber } from './judge-number.ts'

/** What a budget for one of the plain figures says of itself; the rest is the same for all. */
export interface NumberBudget<Key extends keyof Figures>
  extends Pick<Budget, 'title' | 'description' | 'unit' | 'flag'> {
  readonly key: Key
  readonly worse?: 'less'
  /** For counts: what is counted, in the singular. */
  readonly noun?: string
  /** The figure to hold against the limit, where it is another than the one that a baseline keeps. */
  readonly figure?: (image: GatedImage) => number
  /** What is to blame; the largest are taken. */
  readonly offenders: (image: GatedImage) => readonly Offender[]
}

/** A budget for a figure that only the layers tell. */
export function numberBudget(budget: NumberBudget<keyof Figures>): Budget {
  return budgetOf(budget, 'layers', (image) => figuresOf(inventoryOf(image))[budget.key])
}

/** A budget for a figure that the manifest tells: no layer need be read for it. */
export function manifestBudget(budget: NumberBudget<keyof LayerFigures>): Budget {
  return budgetOf(budget, 'manifest', ({ layers, inventory }) => {
    const figures = inventory === null ? figuresOfLayers(layers) : figuresOf(inventory)
    return budget.key === 'layerCount' ? layers.length : (figures?.[budget.key] ?? null)
  })
}

function budgetOf(
  budget: NumberBudget<keyof Figures>,
  needs: Budget['needs'],
  kept: (image: GatedImage) => number | null,
): Budget {
  const { key, title, description, unit, flag, worse = 'more', offenders } = budget
  const figure = budget.figure ?? kept
  return {
    key,
    title,
    description,
    shape: unit === 'bytes' ? 'size' : unit === 'share' ? 'share' : 'count',
    unit,
    worse,
    needs,
    flag,
    judge: ({ number }: Rule, image: GatedImage) =>
      judgeNumber({ unit, worse }, number, {
        name: budget.noun ?? title,
        actual: figure(image),
        ...baselineFigure(image, key),
        offenders: () => largestOffenders(offenders(image)),
      }),
  }
}

function baselineFigure({ baseline }: GatedImage, key: string): { baseline: number | null; withoutBaseline: string } {
  if (baseline === null) return { baseline, withoutBaseline: 'there is no baseline' }
  return {
    // a saved one comes from outside
    baseline: Object.hasOwn(baseline.figures, key) ? baseline.figures[key]! : null,
    withoutBaseline: 'the baseline does not say it; save it again',
  }
}
