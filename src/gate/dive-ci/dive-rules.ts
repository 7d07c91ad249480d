import type { Budget } from '../budget.ts'
import { DIVE_BUDGETS } from '../budgets/dive.ts'
import { parseGoFloat, parseHumanizedBytes } from './go-numbers.ts'

/** One of the rules that dive knows. */
export interface DiveRule {
  /** Its key, as dive's documentation writes it. */
  readonly key: string
  readonly budget: Budget
  /** What holds where the file says nothing, as dive has it. */
  readonly usual: string
  /** What may stand there, for messages. */
  readonly wants: string
  /** The limit; undefined for what dive refuses. */
  readonly parse: (text: string) => number | undefined
}

/** dive's rules with its defaults (`initCli` in cmd/root.go of 0.13.1, `DefaultCIRules` in options/ci_rules.go of what followed). */
export const DIVE_RULES: readonly DiveRule[] = [
  {
    key: 'lowestEfficiency',
    budget: budgetOf('diveEfficiency'),
    usual: '0.9',
    wants: 'a number from 0 to 1',
    parse: parseShare,
  },
  {
    key: 'highestWastedBytes',
    budget: budgetOf('diveWastedSize'),
    usual: 'disabled',
    wants: 'a size such as 20MB',
    parse: parseHumanizedBytes,
  },
  {
    key: 'highestUserWastedPercent',
    budget: budgetOf('diveWastedPercent'),
    usual: '0.1',
    wants: 'a number from 0 to 1',
    parse: parseShare,
  },
]

/** Whether dive passes the rule over: `disabled`, and what dive after 0.13.1 (`isRuleDisabled` in rules.go) takes for it too. */
export function isDisabled(text: string): boolean {
  return ['', 'disabled', 'off', 'false'].includes(text.trim().toLowerCase())
}

function parseShare(text: string): number | undefined {
  const share = parseGoFloat(text)
  return share === undefined || share < 0 || share > 1 ? undefined : share
}

function budgetOf(key: string): Budget {
  return DIVE_BUDGETS.find((budget) => budget.key === key)!
}
