import { compareDigits, startsWithDigit } from './digits.ts'
import { compareLists } from './lists.ts'

/** A stability with numbers, and `dev`: `-beta.2`, `RC1`, `-dev`. */
const MODIFIER = String.raw`[._-]?(?:(stable|beta|b|rc|alpha|a|patch|pl|p)((?:[.-]?\d)*))?([.-]?dev)?`
const NUMBERED = new RegExp(String.raw`^v?(\d{1,5}(?:\.\d+){0,3})${MODIFIER}$`)
const DATED = new RegExp(String.raw`^v?(\d{4}(?:[.:-]?\d{2}){1,6}(?:[.:-]?\d{1,3}){0,2})${MODIFIER}$`)
/** A branch of numbers, such as `1.x-dev`, which is newer than all that it may release. */
const BRANCH = /^v?(\d+(?:\.(?:\d+|[x*])){0,3})[.-]?dev$/
const NEWEST = '9999999'

const STABILITIES: ReadonlyMap<string, string> = new Map([
  ['a', 'alpha'],
  ['b', 'beta'],
  ['p', 'patch'],
  ['pl', 'patch'],
])

/** What a part may be, oldest first; numbers stand for all numbers (PHP's version_compare). */
const KINDS = ['dev', 'alpha', 'beta', 'rc', 'end', 'number', 'patch']

/** The order of Composer (VersionParser::normalize, then version_compare); null where one is no version, such as `dev-main`. */
export function compareComposerVersions(a: string, b: string): number | null {
  const left = partsOf(a)
  const right = partsOf(b)
  if (left === null || right === null) return null
  return compareLists(left, right, (one = 'end', two = 'end') => {
    return rankOf(one) - rankOf(two) || (startsWithDigit(one) ? compareDigits(one, two) : 0)
  })
}

/** Numbers and stabilities of the normalised version; null where there is none. */
function partsOf(text: string): string[] | null {
  const version = text
    .trim()
    .toLowerCase()
    .replace(/^([^\s+]+)\+\S+$/, '$1')
  const numbered = NUMBERED.exec(version)
  const [, numbers, stability, stabilityNumbers = '', dev] = numbered ?? DATED.exec(version) ?? []
  if (numbers === undefined) return branchParts(version)
  const parts = numbers.split(/\D/)
  const release = numbered === null ? parts : filledUp(parts, '0')
  if (stability === 'stable') return release // as Composer has it, whatever follows
  const name = stability === undefined ? [] : [STABILITIES.get(stability) ?? stability]
  return [...release, ...name, ...(stabilityNumbers.match(/\d+/g) ?? []), ...(dev === undefined ? [] : ['dev'])]
}

function branchParts(version: string): string[] | null {
  const [, numbers] = BRANCH.exec(version) ?? []
  return numbers === undefined ? null : [...filledUp(numbers.replaceAll(/[x*]/g, NEWEST).split('.'), NEWEST), 'dev']
}

/** Four numbers, as every normalised version has them. */
function filledUp(numbers: readonly string[], filling: string): string[] {
  return [...numbers, filling, filling, filling].slice(0, 4)
}

function rankOf(part: string): number {
  return KINDS.indexOf(startsWithDigit(part) ? 'number' : part)
}
