import type { ReadyImage } from '../../containers/runtime.ts'
import { UsageError } from '../../errors.ts'
import type { Difference, RunVerdict } from '../../report/slim-verification.ts'
import { areSame, type ComparedRun, differencesOf } from './compare-runs.ts'

/** The images that are compared, ready to be run. */
export interface Sides {
  readonly source: ReadyImage
  readonly result: ReadyImage
  /** Whether both may run at the same time. */
  readonly atOnce: boolean
}

/** How often both are run again where they differ: a process number that differs by chance is mostly met again. */
const MORE_ROUNDS = 2

/** What one run showed: what is compared, and what is said of it. */
export interface Observed<Facts> {
  readonly run: ComparedRun
  readonly facts: Facts
}

/** Runs something of an image once; a text is the end of a sentence that says why there is nothing to compare. */
export type Observe<Facts> = (image: ReadyImage) => Promise<Observed<Facts> | string>

/** What came of running the same of both. */
export interface Compared<Facts> {
  readonly verdict: RunVerdict
  readonly source: Facts
  readonly result: Facts | null
  readonly differences: readonly Difference[]
}

/**
 * Runs the same of source and result, at the same time where they may, and again where they differ, first the source: what also
 * differs from one run of the same image to the next says nothing.
 * @param what names it in errors, as the user asked for it
 * @throws {UsageError} when the source shows nothing that a result could be compared with; what `observe` throws
 */
export async function sideBySide<Facts>(
  { source, result, atOnce }: Sides,
  observe: Observe<Facts>,
  what: string,
): Promise<Compared<Facts>> {
  const [before, after] = atOnce
    ? await both(observe(source), observe(result))
    : [await observe(source), await observe(result)]
  if (typeof before === 'string') throw new UsageError(`${what} shows nothing to compare: in the source ${before}.`)
  if (typeof after === 'string') {
    const difference = { in: 'run', varies: false, says: `In the result ${after}.`, patch: null } as const
    return { verdict: 'differs', source: before.facts, result: null, differences: [difference] }
  }
  const found = { source: before.facts, result: after.facts }
  if (areSame(before.run, after.run)) return { verdict: 'same', ...found, differences: [] }
  const runs = { source: [before.run], result: [after.run] }
  for (let round = 1; round <= MORE_ROUNDS; round++) {
    for (const side of ['source', 'result'] as const) {
      const again = await observe(side === 'source' ? source : result)
      if (typeof again !== 'string') runs[side].push(again.run)
      const varying = explained(runs)
      if (varying !== null) return { verdict: 'varies', ...found, differences: varying }
    }
  }
  return {
    verdict: 'differs',
    ...found,
    differences: differencesOf(before.run, runs.source[1] ?? before.run, after.run),
  }
}

/** What differs between the first runs, where other runs of the same images explain all of it; else null. */
function explained(runs: Readonly<Record<'source' | 'result', readonly ComparedRun[]>>): Difference[] | null {
  const [first, ...others] = runs.source
  for (const result of runs.result) {
    for (const again of [...others, first!]) {
      const differences = differencesOf(first!, again, result)
      // A later run of the result may be the same as one of the source, while the first is not.
      if (differences.length === 0) return differencesOf(first!, runs.result[0]!, runs.result[0]!)
      if (differences.every(({ varies }) => varies)) return differences
    }
  }
  return null
}

/** Waits for both, also where one fails: whatever they started is gone then. */
async function both<One, Other>(one: Promise<One>, other: Promise<Other>): Promise<[One, Other]> {
  await Promise.allSettled([one, other])
  return [await one, await other]
}
