import { SearchLimitError } from '../catalogers/elf/search-budget.ts'
import type { BaseFit, CheckResult, FitSize, Need, Verdict } from '../report/fit-document.ts'
import { additionsOf } from './additions.ts'
import { contentBytes } from './content-bytes.ts'
import { resolveNeeds } from './resolve-needs.ts'
import type { Trial } from './trial.ts'

/** What came of trying an app on a base. */
export type TriedBase = Omit<BaseFit, 'label' | 'plans'>

/** Works a trial out: what the app lacks on the base, and whether its own image has that to give. */
export function fitBase(trial: Trial): TriedBase {
  const { base } = trial
  let size = sizesOf(trial)
  const results: CheckResult[] = []
  let verdict: Verdict = 'does-not-fit'
  try {
    results.push(...resolveNeeds('start', trial))
    size = sizesOf(trial)
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
    size: { ...size, addBytes: bytesFor('start'), laterBytes: bytesFor('later') },
    checks: results,
    unknown: saying('unknown'),
  }
}

function sizesOf({ app, base, tree }: Trial): FitSize {
  return {
    baseBytes: contentBytes(base.tree.nodes()),
    appBytes: contentBytes(app.files),
    addBytes: 0,
    laterBytes: 0,
    contentBytes: contentBytes(tree.nodes()),
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
