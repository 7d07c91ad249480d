import { totalOf } from '../../files/selection.ts'
import type { ImageInventory } from '../../inventory/image-inventory.ts'
import type { Offender } from '../../report/gate-document.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import type { Budget } from '../budget.ts'
import type { GatedImage } from '../gated-image.ts'
import { largestOffenders } from '../offenders.ts'
import { inventoryOf } from './inventory-of.ts'
import { judgeNumber } from './judge-number.ts'

/** What a budget for the size of something that a pattern names says of itself; the rest is the same for all. */
export interface SubjectSize
  extends Pick<Budget, 'key' | 'title' | 'description' | 'flag'>,
    Required<Pick<Budget, 'refuse'>> {
  /** The paths that the pattern is about. */
  readonly nodes: (inventory: ImageInventory, pattern: string) => readonly TreeNode[]
  /** What is to blame; the largest are taken. */
  readonly offenders: (inventory: ImageInventory, pattern: string, nodes: readonly TreeNode[]) => readonly Offender[]
}

/** A budget for the content of the files that a pattern names, hard links once. */
export function subjectSizeBudget({ nodes, offenders, ...budget }: SubjectSize): Budget {
  return {
    ...budget,
    shape: 'sizes',
    unit: 'bytes',
    worse: 'more',
    needs: 'layers',
    judge({ subject, number }, image) {
      const inventory = inventoryOf(image)
      const pattern = subject ?? ''
      const meant = nodes(inventory, pattern)
      return judgeNumber({ unit: 'bytes', worse: 'more' }, number, {
        name: `The size of ${pattern}`,
        actual: totalOf(meant).bytes,
        ...baselineSize(image, budget.key, pattern),
        offenders: () => largestOffenders(offenders(inventory, pattern, meant)),
      })
    },
  }
}

function baselineSize(
  { baseline }: GatedImage,
  key: string,
  pattern: string,
): { baseline: number | null; withoutBaseline: string } {
  if (baseline === null) return { baseline, withoutBaseline: 'there is no baseline' }
  // a saved one comes from outside
  const sizes = Object.hasOwn(baseline.sizes, key) ? baseline.sizes[key]! : {}
  return {
    baseline: Object.hasOwn(sizes, pattern) ? sizes[pattern]! : null,
    withoutBaseline: 'the baseline was saved without it; save it again',
  }
}
