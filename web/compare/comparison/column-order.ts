import type { CompareValue } from '../../../src/report/compare-document.ts'

/** Which way columns are sorted. */
export type Direction = 'ascending' | 'descending'

/** Orders images by what they have in a row: numbers and lengths of lists by size, the rest as text, what is not known last. */
export function columnOrder(images: readonly number[], valueIn: (image: number) => CompareValue, direction: Direction) {
  const sign = direction === 'ascending' ? 1 : -1
  return images.toSorted((a, b) => {
    const left = sortable(valueIn(a))
    const right = sortable(valueIn(b))
    if (left === null || right === null) return left === right ? a - b : left === null ? 1 : -1
    const order =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : String(left).localeCompare(String(right), 'en', { numeric: true })
    return sign * order || a - b
  })
}

function sortable(value: CompareValue): number | string | null {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  return typeof value === 'boolean' ? Number(value) : value.length
}
