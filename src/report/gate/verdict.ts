import type { BudgetResult, GatedSection, GateVerdict } from '../gate-document.ts'
import { formatCount } from '../quantity.ts'

/** What comes of a rule. */
export type Outcome = BudgetResult['outcome']

/** What comes of a rule, or of an image, in one word. */
export const OUTCOME_WORD: Readonly<Record<Outcome, string>> = {
  pass: 'PASS',
  warn: 'WARN',
  fail: 'FAIL',
  skip: 'SKIP',
  off: 'OFF',
}

/** How many rules of some images came out how. */
export function tallyOf(images: readonly Pick<GatedSection, 'results'>[]): Readonly<Record<Outcome, number>> {
  const tally = { pass: 0, warn: 0, fail: 0, off: 0, skip: 0 }
  for (const { results } of images) for (const { outcome } of results) tally[outcome]++
  return tally
}

/** What to say after the verdict on some images: `2 of 9 rules failed, 1 warned`. Rules that are off do not count. */
export function verdictText(images: readonly Pick<GatedSection, 'results'>[]): string {
  const { pass, warn, fail, skip } = tallyOf(images)
  const counts = [
    { count: fail, verb: 'failed' },
    { count: warn, verb: 'warned' },
    { count: fail + warn > 0 ? 0 : pass, verb: 'passed' },
  ].filter(({ count }) => count > 0)
  const judged = formatCount(pass + warn + fail, 'rule')
  const said = counts.map(({ count, verb }, i) => `${formatCount(count)}${i === 0 ? ` of ${judged}` : ''} ${verb}`)
  return [
    ...(said.length === 0 ? ['no rule was judged'] : said),
    ...(skip > 0 ? [`${formatCount(skip)} could not be judged`] : []),
  ].join(', ')
}

/** The images that fail, then those that warn, then others; each in the order given. */
export function worstFirst(images: readonly GatedSection[]): GatedSection[] {
  const order: readonly GateVerdict[] = ['fail', 'warn', 'pass']
  return [...images].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
}
