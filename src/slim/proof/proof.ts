import type { ImageInventory } from '../../inventory/image-inventory.ts'
import type { SlimPlan } from '../slim-plan.ts'
import { lostNeeds } from './lost-needs.ts'
import { lostStarts } from './lost-starts.ts'
import { otherPackages } from './other-packages.ts'
import { otherPaths } from './other-paths.ts'

/** Holds what was written against what was planned, and against the source: a sentence for each thing that is wrong. Pure. */
type Check = (plan: SlimPlan, result: ImageInventory) => Iterable<string>

/** What is checked without starting anything; a new check is a file and a line here. */
const CHECKS: readonly Check[] = [otherPaths, lostNeeds, lostStarts, otherPackages]

/** As many sentences say enough. */
const MOST_FAILURES = 100

/** What is wrong with a slimmed image, as it was written; nothing where it is as it should be. */
export function failuresOf(plan: SlimPlan, result: ImageInventory): string[] {
  const failures: string[] = []
  for (const check of CHECKS) {
    for (const failure of check(plan, result)) {
      if (failures.length === MOST_FAILURES) return failures
      failures.push(failure)
    }
  }
  return failures
}
