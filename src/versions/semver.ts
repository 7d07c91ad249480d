import { compareDigits, compareText, isNumeric } from './digits.ts'
import { compareLists } from './lists.ts'

/** A version as semver.org 2.0.0 has it, without build metadata, which has no part in its order. */
export interface Semver {
  /** Major, minor, patch: decimal digits. */
  readonly numbers: readonly string[]
  /** Identifiers; empty for a release. */
  readonly prerelease: readonly string[]
}

const NUMBER = String.raw`(0|[1-9]\d*)`
const PRERELEASE = String.raw`((?:-[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?)`
const BUILD = String.raw`(?:\+[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?`
const SEMVER = new RegExp(`^${NUMBER}\\.${NUMBER}\\.${NUMBER}${PRERELEASE}${BUILD}$`)

/** The order of semver.org 2.0.0, section 11; null where one is no such version. */
export function compareSemvers(a: string, b: string): number | null {
  const left = parseSemver(a)
  const right = parseSemver(b)
  return left === null || right === null ? null : comparePrecedence(left, right)
}

/** Reads `MAJOR.MINOR.PATCH[-PRERELEASE][+BUILD]`; null where it is something else. */
export function parseSemver(text: string): Semver | null {
  const [, major, minor, patch, suffix = ''] = SEMVER.exec(text) ?? []
  if (major === undefined || minor === undefined || patch === undefined) return null
  const prerelease = suffix === '' ? [] : suffix.slice(1).split('.')
  return prerelease.some((identifier) => /^0\d+$/.test(identifier))
    ? null
    : { numbers: [major, minor, patch], prerelease }
}

/** Compares by section 11 of semver.org 2.0.0. */
export function comparePrecedence(a: Semver, b: Semver): number {
  return (
    compareLists(a.numbers, b.numbers, (one = '', two = '') => compareDigits(one, two)) ||
    comparePrereleases(a.prerelease, b.prerelease)
  )
}

function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length // a release is newer
  return compareLists(a, b, compareIdentifiers)
}

/** An identifier more is newer; numbers are older than words. */
function compareIdentifiers(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1
  const numeric = isNumeric(a)
  if (numeric !== isNumeric(b)) return numeric ? -1 : 1
  return numeric ? compareDigits(a, b) : compareText(a, b)
}
