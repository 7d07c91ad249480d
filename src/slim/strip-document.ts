import type { SlimStrip } from '../report/slim-document.ts'
import { strippedBytes } from './plan-sizes.ts'
import type { SlimPlan } from './slim-plan.ts'
import type { StripOutcome } from './strip/strip-file.ts'

/**
 * What was stripped, or would be.
 * @param outcomes by path; undefined before anything is written, or where the proof failed
 */
export function stripDocument(
  { stripped: expected }: Pick<SlimPlan, 'stripped'>,
  outcomes: ReadonlyMap<string, StripOutcome> | undefined,
): SlimStrip {
  if (outcomes === undefined) {
    const files = new Set(Array.from(expected.keys(), ({ inode }) => inode)).size
    return { files, savedBytes: strippedBytes(expected), isEstimate: true, left: [] }
  }
  const left: { path: string; because: string }[] = []
  let [files, savedBytes] = [0, 0]
  for (const [path, outcome] of outcomes) {
    if ('left' in outcome) {
      left.push({ path, because: outcome.left })
      continue
    }
    files++
    savedBytes += outcome.before - outcome.after
  }
  return { files, savedBytes, isEstimate: false, left: left.sort((a, b) => (a.path < b.path ? -1 : 1)) }
}
