import { compareSegments, startsWithDigit } from './digits.ts'
import { compareLists } from './lists.ts'

const VERSION = /^\d+(?:\.[\dA-Za-z]+)*(?:-[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?$/

/** The order of RubyGems (Gem::Version): numbers are newer than letters, missing segments are zero; null where one is no version. */
export function compareGemVersions(a: string, b: string): number | null {
  if (!VERSION.test(a) || !VERSION.test(b)) return null
  return compareLists(segmentsOf(a), segmentsOf(b), (one = '0', two = '0') => compareSegments(one, two))
}

/** Runs of digits or letters, without zeros before the first letters and at the end: 1.0.a is 1.a. A hyphen stands for `.pre.`. */
function segmentsOf(version: string): readonly string[] {
  const segments = version.replaceAll('-', '.pre.').match(/\d+|[A-Za-z]+/g) ?? []
  const letters = segments.findIndex((segment) => !startsWithDigit(segment))
  if (letters === -1) return withoutZerosAtEnd(segments)
  return [...withoutZerosAtEnd(segments.slice(0, letters)), ...withoutZerosAtEnd(segments.slice(letters))]
}

function withoutZerosAtEnd(segments: readonly string[]): readonly string[] {
  const last = segments.findLastIndex((segment) => !/^0+$/.test(segment))
  return segments.slice(0, last + 1)
}
