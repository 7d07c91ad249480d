import type { CompareRow, CompareValue } from '../report/compare-document.ts'

/**
 * Indexes of the best values of a row: of numbers the least or the greatest, of lists the shortest or the longest, of others
 * those that are not there or those that are. None where all that take part are equally good. What is not known takes no part,
 * and neither does a number that is not there: it is not 0.
 */
export function bestOf(
  values: readonly CompareValue[],
  { better, absent, kind }: Pick<CompareRow, 'better' | 'absent' | 'kind'>,
  amount: (value: CompareValue) => number = amountOf,
): number[] {
  if (better === null) return []
  const isLeftOut = absent === 'unknown' || kind === 'bytes' || kind === 'count'
  const amounts = values.map((value) => (value === null ? (isLeftOut ? null : 0) : amount(value)))
  const known = amounts.filter((amount) => amount !== null)
  const least = Math.min(...known)
  const most = Math.max(...known)
  if (least === most) return []
  const best = better === 'less' ? least : most
  return amounts.flatMap((amount, index) => (amount === best ? index : []))
}

/** How much there is of a value: 0 for what is not there. */
export function amountOf(value: CompareValue): number {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'string' ? 1 : (value?.length ?? 0)
}
