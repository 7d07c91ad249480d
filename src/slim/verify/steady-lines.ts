import { diffArrays } from 'diff'

/** Texts with more lines to edit have little in common. */
const MOST_EDITED_LINES = 2000
/** In milliseconds. */
const TIMEOUT = 5000

/** A line that has to be as it is, or lines of any text: so many, or any number where that is null. */
type Expected = { readonly line: string } | { readonly any: number | null }

/**
 * Whether a text has all lines in their order that two others have in common, and beside them only lines in places where those two
 * differ: what is steady from one run of a program to the next is then the same.
 */
export function fitsSteadyLines(one: string, two: string, text: string): boolean {
  const expected = expectedLines(one.split('\n'), two.split('\n'))
  return expected === null || matches(expected, text.split('\n'))
}

/** Null where the two have too little in common to say. */
function expectedLines(one: string[], two: string[]): Expected[] | null {
  const changes = diffArrays(one, two, { maxEditLength: MOST_EDITED_LINES, timeout: TIMEOUT })
  if (changes === undefined) return null
  const expected: Expected[] = []
  let [removed, added] = [0, 0]
  const endGap = (): void => {
    if (removed === added) for (let count = 0; count < removed; count++) expected.push({ any: 1 })
    else expected.push({ any: null })
    removed = added = 0
  }
  for (const change of changes) {
    if (change.removed) removed += change.value.length
    else if (change.added) added += change.value.length
    else {
      endGap()
      expected.push(...change.value.map((line) => ({ line })))
    }
  }
  endGap()
  return expected
}

/** As patterns of file names are matched: from the last place that takes any number of lines, one line further each time. */
function matches(expected: readonly Expected[], lines: readonly string[]): boolean {
  let [at, line] = [0, 0]
  let [star, after] = [-1, 0]
  while (line < lines.length) {
    const next = expected[at]
    if (next !== undefined && 'any' in next && next.any === null) {
      star = at++
      after = line
    } else if (next !== undefined && ('any' in next || next.line === lines[line])) {
      at++
      line++
    } else if (star >= 0) {
      at = star + 1
      line = ++after
    } else {
      return false
    }
  }
  return expected.slice(at).every((rest) => 'any' in rest && rest.any === null)
}
