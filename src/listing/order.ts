/** Which of two rows comes first: negative, zero or positive, as `Array.sort` takes it. */
type Compare<Row> = (a: Row, b: Row) => number

/** How a listing is put in order and cut. */
export interface ListingOptions<Key extends string> {
  readonly sort: Key
  /** The other way round. */
  readonly reverse: boolean
  /** Most rows that are wanted; 0 for all. */
  readonly limit: number
}

/** The orders that a listing can have, by the key that `--sort` names. */
export type Orders<Row, Key extends string> = Readonly<Record<Key, Compare<Row>>>

/** A part of a listing, and what was left out of it. */
export interface Listed<Row> {
  readonly rows: readonly Row[]
  /** Rows beyond the limit. */
  readonly more: number
}

/** Numbers, the largest first, as `ls -S` and `docker images` readers expect of sizes. */
export function largestFirst<Row>(value: (row: Row) => number): Compare<Row> {
  return (a, b) => value(b) - value(a)
}

/** Numbers, the smallest first, as for the indexes of layers. */
export function smallestFirst<Row>(value: (row: Row) => number): Compare<Row> {
  return (a, b) => value(a) - value(b)
}

/** Text by its UTF-16 code units, the same in every locale. */
export function alphabetical<Row>(value: (row: Row) => string): Compare<Row> {
  return (a, b) => compareText(value(a), value(b))
}

/** The order in which the rows come anyway. */
export function asListed(): number {
  return 0
}

/** Rows in the order that is asked for, up to the limit. Rows that the order does not tell apart stay as they come. */
export function listed<Row, Key extends string>(
  rows: readonly Row[],
  orders: Orders<Row, Key>,
  { sort, reverse, limit }: ListingOptions<Key>,
): Listed<Row> {
  const compare = orders[sort]
  const sorted = compare === asListed ? [...rows] : rows.toSorted(compare)
  if (reverse) sorted.reverse()
  const shown = limit === 0 ? sorted : sorted.slice(0, limit)
  return { rows: shown, more: sorted.length - shown.length }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
