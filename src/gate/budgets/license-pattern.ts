import { messageOf } from '../../errors.ts'
import { nameMatcher } from '../../listing/glob.ts'
import { licenseExpression } from '../../sbom/licenses/license-expression.ts'
import type { Budget } from '../budget.ts'

/** Tells whether a license is meant, given every name that it may go by. */
export type LicenseMatcher = (names: readonly string[]) => boolean

/**
 * A matcher for licenses by globs, without regard to case as SPDX has it (SPDX 2.3, annex D.2): `AGPL-*`, `Apache-2.0`. An
 * identifier that SPDX has given up means what took its place: `GPL-3.0` is `GPL-3.0-only`.
 * @throws {UsageError} when a glob makes no sense
 */
export function licenseMatcher(patterns: readonly string[]): LicenseMatcher {
  const current = patterns.flatMap((pattern) => licenseExpression(pattern)?.expression ?? [])
  const exact = new Set(current.map((name) => name.toLowerCase()))
  const matches = nameMatcher(patterns.map((pattern) => pattern.toLowerCase()))
  return (names) => names.some((name) => matches(name.toLowerCase()) || exact.has(name.toLowerCase()))
}

/** Refuses what is no glob for licenses. */
export const refuseLicense: NonNullable<Budget['refuse']> = ({ subject, names }) => {
  const patterns = subject === null ? names : [subject]
  if (patterns.length === 0) return 'a list without a license allows none'
  try {
    licenseMatcher(patterns)
    return undefined
  } catch (error) {
    return messageOf(error).replace(/\.$/, '')
  }
}
