import { automatonOf } from '../../listing/glob-automaton.ts'
import type { Nfa } from '../../listing/glob-parser.ts'

const SLASH = 0x2f

/** Whether a content path of a slice is a pattern. */
export function isGlob(path: string): boolean {
  return /[*?]/.test(path)
}

/**
 * Tells whether a path matches a content path of a slice, by chisel's rules (internal/strdist, GlobPath): `?` is any character
 * but a slash, `*` any number of them, `**` any text; everything else means itself. Unlike elsewhere `/a/**` + `/b` needs
 * both slashes.
 */
export function globMatcher(glob: string): (path: string) => boolean {
  const prefix = glob.slice(0, glob.search(/[*?]/))
  const suffix = glob.slice(Math.max(glob.lastIndexOf('*'), glob.lastIndexOf('?')) + 1)
  let matches: ((path: string) => boolean) | undefined
  return (path) => {
    if (!path.startsWith(prefix) || !path.endsWith(suffix)) return false
    matches ??= automatonOf(nfaOf(glob))
    return matches(path)
  }
}

function nfaOf(glob: string): Nfa {
  const states: { moves: { takes: (code: number) => boolean; to: number }[]; free: number[] }[] = [
    { moves: [], free: [] },
  ]
  for (const [token] of glob.matchAll(/\*\*|./gsu)) {
    const last = states.length - 1
    if (token === '**') states[last]!.moves.push({ takes: () => true, to: last })
    else if (token === '*') states[last]!.moves.push({ takes: (code) => code !== SLASH, to: last })
    else {
      const wanted = token.codePointAt(0)
      const takes = token === '?' ? (code: number) => code !== SLASH : (code: number) => code === wanted
      states[last]!.moves.push({ takes, to: last + 1 })
      states.push({ moves: [], free: [] })
    }
  }
  return { states, accepting: states.length - 1 }
}
