import type { CheckResult, Need } from '../report/fit-document.ts'
import type { Check, Finding } from './checks/check.ts'
import { ALL_CHECKS } from './checks/checks.ts'
import type { Trial } from './trial.ts'

/** What is added brings needs of its own; nothing real takes more than a few rounds. */
const MAX_ROUNDS = 32

/**
 * Looks at all that is needed, adds what helps, and looks again, until nothing more can be added. Gives for each check and kind of
 * outcome what was found.
 */
export function resolveNeeds(need: Need, trial: Trial): CheckResult[] {
  const checks = ALL_CHECKS.filter((check) => check.need === need)
  const helped = new Map<Check, Set<string>>()
  let findings = new Map<Check, Finding[]>()
  for (let round = 0; round < MAX_ROUNDS; round++) {
    findings = new Map(checks.map((check) => [check, check.examine(trial)]))
    let isHelping = false
    for (const [check, found] of findings) {
      for (const finding of found) {
        if (finding.outcome !== 'add' || !trial.apply(finding.remedy, check.name, need)) continue
        isHelping = true
        helped.set(check, (helped.get(check) ?? new Set()).add(finding.says))
      }
    }
    if (!isHelping) break
  }
  return checks.flatMap((check) => {
    const found = findings.get(check) ?? []
    return resultsOf(check, helped.get(check) ?? new Set(), found)
  })
}

function resultsOf({ name, need }: Check, helped: ReadonlySet<string>, left: readonly Finding[]): CheckResult[] {
  // what was added to no avail does not help; of what is only needed later that is no reason against a base
  const hopeless = need === 'start' ? 'impossible' : 'unknown'
  const byOutcome = { impossible: new Set<string>(), add: new Set(helped), unknown: new Set<string>() }
  for (const { outcome, says } of left) {
    const settled = outcome === 'add' || (outcome === 'impossible' && need === 'later') ? hopeless : outcome
    byOutcome[settled].add(says)
    byOutcome.add.delete(says)
  }
  const outcomes = (['impossible', 'add', 'unknown'] as const).filter((outcome) => byOutcome[outcome].size > 0)
  if (outcomes.length === 0) return [{ check: name, need, outcome: 'ok', says: [] }]
  return outcomes.map((outcome) => ({ check: name, need, outcome, says: [...byOutcome[outcome]] }))
}
