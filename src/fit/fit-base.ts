import { SearchLimitError } from '../catalogers/elf/search-budget.ts'
import type { BaseFit, CheckResult, Need, Verdict } from '../report/fit-document.ts'
import { additionsOf } from './additions.ts'
import { contentBytes } from './content-bytes.ts'
import { resolveNeeds } from './resolve-needs.ts'
import type { Trial } from './trial.ts'

/** What came of trying an app on a base. */
export type TriedBase = Omit<BaseFit, 'label' | 'plans'>

/** Works a trial out: what the app lacks on the base, and whether its own image has that to give. */
export function fitBase(trial: Trial): TriedBase {
  const { app, base, tree } = trial
  const results: CheckResult[] = []
  let verdict: Verdict = 'does-not-fit'
  let laidBytes: number | null = null
  try {
    results.push(...resolveNeeds('start', trial))
    laidBytes = contentBytes(tree.nodes())
    if (results.every(({ outcome }) => outcome !== 'impossible')) {
      verdict = trial.added.length === 0 ? 'fits' : 'fits-if'
      results.push(...resolveNeeds('later', trial))
    }
  } catch (error) {
    if (!(error instanceof SearchLimitError)) throw error
    verdict = 'does-not-fit'
    const says = ['What the programs need cannot be looked up: they state too much.']
    results.push({ check: 'libraries', need: 'start', outcome: 'impossible', says })
  }
  const add = verdict === 'does-not-fit' ? [] : additionsOf(trial)
  const bytesFor = (need: Need): number =>
    sum(add.filter((addition) => addition.need === need).map(({ bytes }) => bytes))
  const saying = (outcome: CheckResult['outcome']): string[] =>
    results.flatMap((result) => (result.outcome === outcome ? result.says : []))
  return {
    reference: base.reference,
    digest: base.descriptor?.digest ?? null,
    platform: base.config.platform,
    base: { family: base.base.family, variant: base.base.variant },
    libc: base.libc,
    verdict,
    reasons: saying('impossible'),
    add,
    size: {
      baseBytes: contentBytes(base.tree.nodes()),
      appBytes: app.bytes,
      addBytes: bytesFor('start'),
      laterBytes: bytesFor('later'),
      contentBytes: laidBytes ?? contentBytes(tree.nodes()),
    },
    checks: results,
    unknown: saying('unknown'),
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
