import type { Offender } from '../../report/gate-document.ts'
import { formatCount } from '../../report/quantity.ts'
import { diveReport } from '../../rootfs/dive.ts'
import type { Budget } from '../budget.ts'
import { figuresOf } from '../figures.ts'
import type { GatedImage } from '../gated-image.ts'
import { storedPathOffender } from '../offenders.ts'
import { inventoryOf } from './inventory-of.ts'
import { numberBudget } from './number-budget.ts'

/** dive's three rules, on dive's figures (see src/rootfs/dive.ts): for those who come from dive, and want its verdicts. */
export const DIVE_BUDGETS: readonly Budget[] = [
  numberBudget({
    key: 'diveEfficiency',
    title: 'Efficiency by dive',
    description: "dive's lowestEfficiency: the least, by dive's formula.",
    unit: 'share',
    worse: 'less',
    flag: 'min-dive-efficiency',
    offenders: inefficientPaths,
  }),
  numberBudget({
    key: 'diveWastedSize',
    title: 'Wasted size by dive',
    description: "dive's highestWastedBytes: all versions of the files that are stored more than once.",
    unit: 'bytes',
    flag: 'max-dive-wasted-size',
    offenders: inefficientPaths,
  }),
  numberBudget({
    key: 'diveWastedPercent',
    title: 'Wasted share by dive',
    description: "dive's highestUserWastedPercent: what it calls wasted, as a share of all layers but the lowest.",
    unit: 'share',
    flag: 'max-dive-wasted-percent',
    figure: wastedPercent,
    offenders: inefficientPaths,
  }),
]

/**
 * The share that dive compares with. Where the upper layers hold nothing and yet something is wasted, dive divides by zero and
 * gets more than any limit, even than 1; JSON has no such number, so that the figure which is kept is 1.
 */
function wastedPercent(image: GatedImage): number {
  const inventory = inventoryOf(image)
  const { diveWastedSize, diveWastedPercent } = figuresOf(inventory)
  const holdsBytes = inventory.layers
    .slice(1)
    .some(({ inventory: { entries } }) => entries.columns.sizes.some((size) => size > 0))
  return diveWastedSize > 0 && !holdsBytes ? Number.POSITIVE_INFINITY : diveWastedPercent
}

function inefficientPaths(image: GatedImage): Offender[] {
  const inventory = inventoryOf(image)
  const entries = inventory.layers.map((layer) => layer.inventory.entries)
  return diveReport(entries, inventory.tree).inefficientPaths.map(({ path, bytes, count }) => {
    const layer = inventory.tree.get(path)?.layer ?? null
    return storedPathOffender(inventory, { path, bytes, layer }, `stored or deleted ${formatCount(count, 'time')}`)
  })
}
