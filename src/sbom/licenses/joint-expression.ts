import type { License } from './license.ts'

/** All licenses of a package as one expression: each of them holds. Null where one has no expression, or there is none. */
export function jointExpression(licenses: readonly License[]): string | null {
  const expressions = new Set<string>()
  for (const { expression } of licenses) {
    if (expression === null) return null
    expressions.add(expression)
  }
  return expressions.size === 0 ? null : joinExpressions([...expressions])
}

/** Expressions that all hold, as one. */
export function joinExpressions(expressions: readonly string[]): string {
  if (expressions.length === 1) return expressions[0]!
  return expressions.map((expression) => (/ OR /.test(expression) ? `(${expression})` : expression)).join(' AND ')
}

/** Whether the expression is one license's identifier. */
export function isSingleLicense(license: License): license is License & { readonly expression: string } {
  return license.expression !== null && !/[ +]/.test(license.expression)
}
