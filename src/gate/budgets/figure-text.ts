import type { BudgetUnit } from '../../report/gate-document.ts'
import { formatBytes, formatCount } from '../../report/quantity.ts'

/** A figure as messages have it: `20.0 MB`, `1,234`, `95 %`. */
export function figureText(unit: BudgetUnit, figure: number): string {
  if (!Number.isFinite(figure)) return figure > 0 ? '+Inf' : String(figure)
  if (unit === 'bytes') return formatBytes(figure)
  return unit === 'share' ? percentText(100 * figure) : formatCount(figure)
}

/** A percentage with as many digits as tell it from its neighbours, and no more than four behind the point. */
export function percentText(percent: number): string {
  return `${Number(percent.toFixed(4))} %`
}
