import { compareDigits, compareText, startsWithDigit } from './digits.ts'
import { splitEpochVersionRelease } from './epoch-version-release.ts'
import { compareLists } from './lists.ts'

/** The order of `[epoch:]version[-release]`, as rpm's rpmverCmp has it; one without a release comes before all releases. */
export function compareRpmVersions(a: string, b: string): number {
  const left = splitEpochVersionRelease(a)
  const right = splitEpochVersionRelease(b)
  const before = compareDigits(left.epoch ?? '', right.epoch ?? '') || compareParts(left.version, right.version)
  if (before !== 0) return before
  if (left.release === null || right.release === null)
    return Number(left.release !== null) - Number(right.release !== null)
  return compareParts(left.release, right.release)
}

/** Digits, letters, a tilde or a caret; all else only separates. */
const SEGMENTS = /\d+|[A-Za-z]+|[~^]/g

/** Compares segment by segment, as rpmvercmp does. */
function compareParts(a: string, b: string): number {
  return compareLists<string>(a.match(SEGMENTS) ?? [], b.match(SEGMENTS) ?? [], compareSegments)
}

function compareSegments(a: string | undefined, b: string | undefined): number {
  const difference = rank(a) - rank(b)
  if (difference !== 0 || a === undefined || b === undefined) return difference
  return startsWithDigit(a) ? compareDigits(a, b) : compareText(a, b)
}

/** A tilde comes before the end, a caret right behind it; numbers are newer than letters. */
function rank(segment: string | undefined): number {
  if (segment === '~') return 0
  if (segment === undefined) return 1
  if (segment === '^') return 2
  return startsWithDigit(segment) ? 4 : 3
}
