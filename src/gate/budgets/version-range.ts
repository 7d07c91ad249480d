import type { Package } from '../../catalogers/packages/package.ts'
import { UsageError } from '../../errors.ts'
import { compareVersions } from '../../versions/compare-versions.ts'

/** Whether a version is in a range, by the order of its ecosystem; null where that has no order between the two. */
export type VersionRange = (found: Pick<Package, 'type' | 'version'>) => boolean | null

const OPERATORS: Readonly<Record<string, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '=': (order) => order === 0,
  '!=': (order) => order !== 0,
  '>=': (order) => order >= 0,
  '>': (order) => order > 0,
}

/**
 * Reads conditions with commas or spaces between them, all of which must hold: `>=3.0, <3.0.11`. A version alone means that one.
 * @throws {UsageError} when it is something else
 */
export function parseVersionRange(text: string): VersionRange {
  const conditions = text
    .replace(/([<>=!])\s+/g, '$1')
    .split(/[\s,]+/)
    .filter((condition) => condition !== '')
    .map((condition) => parseCondition(condition, text))
  if (conditions.length === 0) throw new UsageError(`There is no version behind the @; ${ADVICE}.`)
  return (found) => {
    const answers = conditions.map((condition) => condition(found))
    if (answers.includes(false)) return false
    return answers.includes(null) ? null : true
  }
}

const ADVICE = 'write <, <=, =, !=, >= or > and a version, with commas between several, such as @>=3.0,<3.0.11'

function parseCondition(condition: string, range: string): VersionRange {
  const [, operator = '', wanted = ''] = /^([<>=!]*)(.*)$/s.exec(condition) ?? []
  const holds = OPERATORS[operator === '' ? '=' : operator]
  if (holds === undefined || !/^v?\d/.test(wanted) || /[*|^]/.test(wanted)) {
    throw new UsageError(`"${range}" is not a range of versions; ${ADVICE}.`)
  }
  return ({ type, version }) => {
    if (version === wanted) return holds(0)
    const order = compareVersions(type, version, spelledFor(type, version, wanted))
    return order === null ? null : holds(order)
  }
}

/** Go's modules have a `v` before their versions, and its toolchain has none: either may be left out or written. */
function spelledFor(type: Package['type'], version: string, wanted: string): string {
  if (type !== 'golang') return wanted
  const number = wanted.replace(/^v/, '')
  return version.startsWith('v') ? `v${number}` : number
}
