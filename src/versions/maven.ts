import { compareDigits, compareText, isDigit, startsWithDigit } from './digits.ts'

/**
 * A version as Maven takes it apart: lists of numbers and words, each list the last element of the one before it. A hyphen begins
 * a list, and so does every change between digits and letters.
 */
type Lists = readonly (readonly string[])[]

/** Stands for the next list, among the elements of a list. */
const NEXT_LIST = Symbol('next list')

type Element = string | typeof NEXT_LIST | undefined

/** Words in the order of what they say; the empty one is a release. All others come behind, in alphabetical order. */
const QUALIFIERS = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp']

const ALIASES: ReadonlyMap<string, string> = new Map([
  ['cr', 'rc'],
  ['final', ''],
  ['ga', ''],
  ['release', ''],
])

/** What a letter means that has a number right behind it: `1.0b2`. */
const LETTERS: ReadonlyMap<string, string> = new Map([
  ['a', 'alpha'],
  ['b', 'beta'],
  ['m', 'milestone'],
])

/** The order of Maven 3.9 (ComparableVersion). Every text is a version to it. */
export function compareMavenVersions(a: string, b: string): number {
  const left = listsOf(a.toLowerCase())
  const right = listsOf(b.toLowerCase())
  for (let depth = 0; depth < left.length && depth < right.length; depth++) {
    const length = Math.max(left[depth]!.length, right[depth]!.length) + 1
    for (let index = 0; index < length; index++) {
      const one = elementAt(left, depth, index)
      const two = elementAt(right, depth, index)
      if (one === NEXT_LIST && two === NEXT_LIST) break
      if (one === NEXT_LIST && two === undefined) return compareToNothing(left.slice(depth + 1).flat())
      if (one === undefined && two === NEXT_LIST) return -compareToNothing(right.slice(depth + 1).flat())
      const difference = compareElements(one, two)
      if (difference !== 0) return difference
    }
  }
  return 0
}

function elementAt(lists: Lists, depth: number, index: number): Element {
  const list = lists[depth]!
  return index === list.length && depth + 1 < lists.length ? NEXT_LIST : list[index]
}

/** Nothing is as old as zero or a release; a list is newer than a word, and older than a number. */
function compareElements(a: Element, b: Element): number {
  if (a === undefined) return b === undefined ? 0 : -compareElements(b, a)
  if (b === undefined) return a === NEXT_LIST ? 0 : compareToNothing([a])
  const difference = rankOf(a) - rankOf(b)
  if (difference !== 0 || a === NEXT_LIST || b === NEXT_LIST) return difference
  return startsWithDigit(a) ? compareDigits(a, b) : compareWords(a, b)
}

function rankOf(element: Exclude<Element, undefined>): number {
  if (element === NEXT_LIST) return 1
  return startsWithDigit(element) ? 2 : 0
}

function compareToNothing(elements: readonly string[]): number {
  for (const element of elements) {
    const difference = startsWithDigit(element) ? compareDigits(element, '') : compareWords(element, '')
    if (difference !== 0) return difference
  }
  return 0
}

function compareWords(a: string, b: string): number {
  const left = qualifierOf(a)
  const right = qualifierOf(b)
  return left - right || (left === QUALIFIERS.length ? compareText(a, b) : 0)
}

function qualifierOf(word: string): number {
  const index = QUALIFIERS.indexOf(word)
  return index === -1 ? QUALIFIERS.length : index
}

function listsOf(version: string): Lists {
  const lists: string[][] = [[]]
  let list = lists[0]!
  const beginList = (): void => {
    list = []
    lists.push(list)
  }
  let start = 0
  let inDigits = false
  for (let index = 0; index < version.length; index++) {
    const character = version[index]!
    const digit = isDigit(version.charCodeAt(index))
    if (character === '.' || character === '-') {
      list.push(index === start ? '0' : withoutAlias(version.slice(start, index)))
      start = index + 1
      if (character === '-') beginList()
      continue
    }
    if (digit !== inDigits && index > start) {
      const part = version.slice(start, index)
      if (digit && list.length > 0) beginList()
      list.push(digit ? (LETTERS.get(part) ?? withoutAlias(part)) : part)
      start = index
      beginList()
    }
    inDigits = digit
  }
  if (start < version.length) {
    if (!inDigits && list.length > 0) beginList()
    list.push(withoutAlias(version.slice(start)))
  }
  return normalized(lists)
}

function withoutAlias(part: string): string {
  return ALIASES.get(part) ?? part
}

/** Leaves out zeros and releases at the end of each list, and lists that are empty then: 1.0-ga is 1, and 1.0-rc is 1-rc. */
function normalized(lists: readonly (readonly string[])[]): Lists {
  const kept = lists.map((list) => list.slice(0, list.findLastIndex((element) => !/^0*$/.test(element)) + 1))
  return kept.slice(
    0,
    Math.max(
      kept.findLastIndex((list) => list.length > 0),
      0,
    ) + 1,
  )
}
