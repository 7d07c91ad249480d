import type { BudgetResult } from '../report/gate-document.ts'
import type { Finding, Terms, WrittenRule } from './budget.ts'
import { BUDGETS } from './budgets/budgets.ts'
import type { GatedImage } from './gated-image.ts'

/**
 * Judges an image by rules: failures first, then warnings, each in the order of the list of budgets.
 * @param today `YYYY-MM-DD` in UTC, by which exceptions expire
 */
export function judge(rules: readonly WrittenRule[], image: GatedImage, today: string): readonly BudgetResult[] {
  const results = rules.map((written) => ({ written, result: resultOf(written, image, today) }))
  results.sort((a, b) => severity(a.result) - severity(b.result) || placeOf(a.written) - placeOf(b.written))
  return results.map(({ result }) => result)
}

function resultOf({ budget, rule, terms }: WrittenRule, image: GatedImage, today: string): BudgetResult {
  const expired = terms.expires !== null && today > terms.expires
  const level = expired ? 'error' : terms.level
  const { holds, message, ...figures } = level === 'off' ? NOT_JUDGED : budget.judge(rule, image)
  return {
    budget: budget.key,
    title: budget.title,
    subject: rule.subject,
    outcome: outcomeOf(level, holds),
    level,
    unit: budget.unit,
    ...figures,
    message: expired ? `${message} ${expiryText(terms)}` : message,
    reason: terms.reason,
    expires: terms.expires,
    expired,
    origin: terms.origin,
  }
}

const NOT_JUDGED: Finding = {
  holds: null,
  actual: null,
  limit: null,
  baseline: null,
  message: 'It is turned off.',
  offenders: [],
}

function outcomeOf(level: Terms['level'], holds: boolean | null): BudgetResult['outcome'] {
  if (level === 'off') return 'off'
  if (holds === null) return 'skip'
  return holds ? 'pass' : level === 'error' ? 'fail' : 'warn'
}

function expiryText({ level, expires }: Terms): string {
  return level === 'error'
    ? `It was to be reviewed by ${expires}.`
    : `Its exception (level ${level}) expired on ${expires}.`
}

function severity({ outcome }: BudgetResult): number {
  return outcome === 'fail' ? 0 : outcome === 'warn' ? 1 : 2
}

/** Budgets that are in no list, as those that only the configuration knows, come first. */
function placeOf({ budget }: WrittenRule): number {
  return BUDGETS.indexOf(budget)
}
