/** License expressions that all hold, as one; empty for none. AND binds closer than OR. */
export function conjunction(expressions: readonly string[]): string {
  const [first = '', ...others] = new Set(expressions)
  if (others.length === 0) return first
  return [first, ...others].map((each) => (each.includes(' OR ') ? `(${each})` : each)).join(' AND ')
}
