/** Rows in the order of `compare`, up to the limit; 0 for all. */
export function firstOf<Row>(rows: readonly Row[], compare: (a: Row, b: Row) => number, limit: number): readonly Row[] {
  const sorted = rows.toSorted(compare)
  return limit === 0 ? sorted : sorted.slice(0, limit)
}
