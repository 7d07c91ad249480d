import { compareDigits, compareSegments } from './digits.ts'
import { splitEpochVersionRelease } from './epoch-version-release.ts'

/** The order of `[epoch:]version[-release]` (vercmp(8)). Where one has no release, those are not looked at. */
export function comparePacmanVersions(a: string, b: string): number {
  const left = splitEpochVersionRelease(a)
  const right = splitEpochVersionRelease(b)
  const before = compareDigits(left.epoch ?? '', right.epoch ?? '') || compareParts(left.version, right.version)
  if (before !== 0 || left.release === null || right.release === null) return before
  return compareParts(left.release, right.release)
}

/** What separates, then digits or letters; nothing where the text ends there. */
interface Segment {
  readonly separators: string
  readonly text: string
}

const END: Segment = { separators: '', text: '' }

/** Compares segment by segment, as libalpm's rpmvercmp does: unlike rpm's, separators count, and letters at the end are older. */
function compareParts(a: string, b: string): number {
  const left = segmentsOf(a)
  const right = segmentsOf(b)
  for (let index = 0; ; index++) {
    const one = left[index] ?? END
    const two = right[index] ?? END
    if (isEnd(one) || isEnd(two)) return compareRests(one.separators + one.text, two.separators + two.text)
    if (one.text === '' || two.text === '') return compareRests(one.text, two.text)
    const difference = one.separators.length - two.separators.length || compareSegments(one.text, two.text)
    if (difference !== 0) return difference
  }
}

function segmentsOf(version: string): Segment[] {
  const matches = version.matchAll(/([^A-Za-z\d]*)(\d+|[A-Za-z]+|$)/g)
  return Array.from(matches, ([, separators = '', text = '']) => ({ separators, text }))
}

function isEnd({ separators, text }: Segment): boolean {
  return separators === '' && text === ''
}

/** Compares what is left where at least one version has ended: letters are a pre-release, all else is newer. */
function compareRests(a: string, b: string): number {
  if (a === b) return 0
  return /^[A-Za-z]/.test(a) || (a === '' && !/^[A-Za-z]/.test(b)) ? -1 : 1
}
