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
 * Runs the same of source and result, at the same time where they may, and the source once more where they differ.
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
  const again = await observe(source)
  const differences = differencesOf(before.run, typeof again === 'string' ? before.run : again.run, after.run)
  return { verdict: differences.every(({ varies }) => varies) ? 'varies' : 'differs', ...found, differences }
}

/** Waits for both, also where one fails: whatever they started is gone then. */
async function both<One, Other>(one: Promise<One>, other: Promise<Other>): Promise<[One, Other]> {
  await Promise.allSettled([one, other])
  return [await one, await other]
}
