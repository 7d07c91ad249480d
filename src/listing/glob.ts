import { UsageError } from '../errors.ts'
import { automatonOf } from './glob-automaton.ts'
import { parseGlob } from './glob-parser.ts'

/** Tells whether a path or a name is meant. Takes time in proportion to the text's length, whatever the glob. */
export type Matcher = (text: string) => boolean

/** What makes a glob more than plain text. */
const SPECIAL = /[*?[{\\]/

/**
 * A matcher for absolute paths of an image, as `TreeNode.path` has them: true where one of the globs matches, or where there
 * are none.
 *
 * `*` matches within a component, `**` across them, `?` one character, `[a-z]` and `[!a-z]` one of some, `{a,b}` either; a
 * backslash takes the next character as it is, but for `\n`, `\r`, `\t` and `\xNN`, which mean what they mean where paths are
 * printed. A leading dot is a character as any other. A glob with a slash says the whole path; one without, or with one at its
 * end only, is met at any depth. A slash at the end means everything below. Plain text that says a whole path means what is
 * below it as well.
 * @throws {UsageError} when a glob makes no sense.
 */
export function pathMatcher(globs: readonly string[]): Matcher {
  return anyOf(globs.map(onePathMatcher))
}

/**
 * A matcher for names that are no paths, such as those of packages: true where one of the globs matches the whole name, or
 * where there are none. As `pathMatcher`, but `*` matches slashes too.
 * @throws {UsageError} when a glob makes no sense.
 */
export function nameMatcher(globs: readonly string[]): Matcher {
  return anyOf(globs.map((glob) => automatonOf(parseGlob(glob, { starsMatchSlashes: true }))))
}

function anyOf(matchers: readonly Matcher[]): Matcher {
  const [only] = matchers
  if (only === undefined) return () => true
  return matchers.length === 1 ? only : (text) => matchers.some((matches) => matches(text))
}

function onePathMatcher(glob: string): Matcher {
  if (glob === '') throw new UsageError('An empty pattern matches nothing; leave it out to see everything.')
  const relative = glob.replace(/^\.\//, '')
  const trimmed = relative.replace(/\/+$/, '')
  const below = trimmed !== relative
  const anchored = trimmed === '' || trimmed.includes('/')
  if (!SPECIAL.test(trimmed)) return plainMatcher(trimmed, anchored, below)
  if (!anchored && !below && !trimmed.includes('**')) {
    const matches = automatonOf(parseGlob(trimmed))
    return (path) => matches(path.slice(path.lastIndexOf('/') + 1))
  }
  const whole = `${anchored ? '/' : '/**/'}${trimmed}${below ? '/**' : ''}`
  return automatonOf(parseGlob(whole, { written: glob }))
}

function plainMatcher(text: string, anchored: boolean, below: boolean): Matcher {
  if (!anchored) return below ? (path) => path.includes(`/${text}/`) : (path) => path.endsWith(`/${text}`)
  const path = text === '' ? '' : `/${text.replace(/^\/+/, '')}`
  const inside = `${path}/`
  return (candidate) => candidate.startsWith(inside) || (!below && candidate === path)
}
