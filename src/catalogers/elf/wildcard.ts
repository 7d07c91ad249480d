/**
 * Whether a file name matches a shell pattern with `*`, `?` and `[…]` (glob(7)); as there, a leading dot is only matched by a
 * dot. Takes time in proportion to name times pattern, whatever the pattern.
 */
export function matchesWildcard(name: string, pattern: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false
  let [at, patternAt] = [0, 0]
  let retry: { at: number; patternAt: number } | undefined // where the last `*` may take one character more
  while (at < name.length) {
    const width = pattern[patternAt] === '*' ? 0 : matchOne(name[at]!, pattern, patternAt)
    if (pattern[patternAt] === '*') {
      retry = { at, patternAt: ++patternAt }
    } else if (width > 0) {
      at++
      patternAt += width
    } else if (retry !== undefined) {
      at = ++retry.at
      patternAt = retry.patternAt
    } else {
      return false
    }
  }
  while (pattern[patternAt] === '*') patternAt++
  return patternAt === pattern.length
}

/** Characters of the pattern that match this one character; 0 where they do not. */
function matchOne(character: string, pattern: string, at: number): number {
  const first = pattern[at]
  if (first === '?') return 1
  const close = first === '[' ? pattern.indexOf(']', at + 2) : -1
  if (close === -1) return first === character ? 1 : 0
  const negated = pattern[at + 1] === '!' || pattern[at + 1] === '^'
  const inside = isInSet(character, pattern.slice(at + (negated ? 2 : 1), close))
  return inside !== negated ? close + 1 - at : 0
}

function isInSet(character: string, set: string): boolean {
  for (let at = 0; at < set.length; at++) {
    const range = set[at + 1] === '-' && at + 2 < set.length
    const last = set[range ? at + 2 : at]!
    if (character >= set[at]! && character <= last) return true
    if (range) at += 2
  }
  return false
}
