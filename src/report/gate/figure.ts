import type { BudgetResult, BudgetUnit } from '../gate-document.ts'
import { formatByteChange, formatBytes, formatCount, formatShare } from '../quantity.ts'

/** A figure of a budget as people read it; empty where there is none. */
export function figureText(figure: number | null, unit: BudgetUnit): string {
  if (figure === null) return ''
  if (unit === 'bytes') return formatBytes(figure)
  return unit === 'share' ? formatShare(figure, 1) : formatCount(figure)
}

/** How far a figure is from the baseline's, with its sign; empty without a baseline. */
export function changeText({ actual, baseline, unit }: BudgetResult): string {
  return actual === null || baseline === null ? '' : figureChangeText(actual - baseline, unit)
}

/** A difference between two figures, with its sign. */
export function figureChangeText(change: number, unit: BudgetUnit): string {
  if (unit === 'bytes') return formatByteChange(change)
  const sign = change < 0 ? '-' : '+'
  if (unit === 'share') return `${sign}${(100 * Math.abs(change)).toFixed(1)} points`
  return `${sign}${formatCount(Math.abs(change))}`
}
