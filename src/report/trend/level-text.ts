import { figureText } from '../gate/figure.ts'
import type { BudgetUnit } from '../gate-document.ts'

/** What stands beside a level of a chart; nothing between two counts, which there is not. */
export function levelText(level: number, unit: BudgetUnit): string {
  if (unit === 'count' && !Number.isInteger(level)) return ''
  return figureText(unit === 'bytes' ? Math.round(level) : level, unit)
}
