import type { ImageInventory } from '../../inventory/image-inventory.ts'
import type { SlimPlan } from '../slim-plan.ts'
import type { StripOutcome } from '../strip/strip-file.ts'
import { changedPrograms } from './changed-programs.ts'
import { lostNeeds } from './lost-needs.ts'
import { lostStarts } from './lost-starts.ts'
import { otherPackages } from './other-packages.ts'
import { otherPaths } from './other-paths.ts'

/** Holds what was written against what was planned, and against the source: a sentence for each thing that is wrong. Pure. */
export type ProofOf<Plan> = (
  plan: Plan,
  result: ImageInventory,
  stripped: ReadonlyMap<string, StripOutcome>,
) => Iterable<string>

/** What is checked without starting anything; a new check is a file and a line here. */
const CHECKS: readonly ProofOf<SlimPlan>[] = [otherPaths, changedPrograms, lostNeeds, lostStarts, otherPackages]

/** As many sentences say enough. */
const MOST_FAILURES = 100

/** What is wrong with a slimmed image, as it was written; nothing where it is as it should be. */
export const failuresOf = provedBy(CHECKS)

/** Holds a result against all of these checks; of what became of stripped files, each knows by the path where it was written. */
export function provedBy<Plan>(checks: readonly ProofOf<Plan>[]): (...proved: Parameters<ProofOf<Plan>>) => string[] {
  return (...proved) => {
    const failures: string[] = []
    for (const check of checks) {
      for (const failure of check(...proved)) {
        if (failures.length === MOST_FAILURES) return failures
        failures.push(failure)
      }
    }
    return failures
  }
}
