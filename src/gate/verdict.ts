import type { BudgetResult, GateVerdict } from '../report/gate-document.ts'
import type { Depth } from './gated-image.ts'

const VERDICTS: readonly GateVerdict[] = ['pass', 'warn', 'fail']

const DEPTHS: readonly Depth[] = ['manifest', 'config', 'layers']

/** What several results come to. */
export function verdictOf(results: readonly Pick<BudgetResult, 'outcome'>[]): GateVerdict {
  return VERDICTS.findLast((verdict) => results.some(({ outcome }) => outcome === verdict)) ?? 'pass'
}

/** The worst of some verdicts. */
export function worstOf(verdicts: readonly GateVerdict[]): GateVerdict {
  return VERDICTS.findLast((verdict) => verdicts.includes(verdict)) ?? 'pass'
}

/** The deepest of some depths. */
export function deepestOf(depths: readonly Depth[]): Depth {
  return DEPTHS.findLast((depth) => depths.includes(depth)) ?? 'manifest'
}
