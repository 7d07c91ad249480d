/**
 * Compares two lists element by element, up to the first difference. `compare` hears undefined for elements that one of them has
 * not.
 */
export function compareLists<Element>(
  a: readonly Element[],
  b: readonly Element[],
  compare: (a: Element | undefined, b: Element | undefined) => number,
): number {
  const length = Math.max(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const difference = compare(a[index], b[index])
    if (difference !== 0) return difference
  }
  return 0
}
