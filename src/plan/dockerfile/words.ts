/**
 * How text is written in a Dockerfile. Builders read a line in up to three steps, and each undoes one escape: an array in
 * brackets is JSON; most instructions then expand variables and quotes as a shell does (docs.docker.com/reference/dockerfile,
 * "Environment replacement"); and a source of COPY is a pattern at last (Go's path/filepath.Match).
 */

/** Words that mean themselves wherever they stand. */
const PLAIN = /^[\w@%+:,./-]+$/

/** What no escape can put into a Dockerfile: its lines end where the text would, and no step has escapes for controls. */
const UNWRITABLE = /[\p{Cc}\p{Cs}]/u

/** Whether `quoted` can write the text: no line break is in it, nor another control, nor a byte that is not UTF-8. */
export function isWritable(text: string): boolean {
  return !UNWRITABLE.test(text)
}

/** Whether `paths` can write the path: JSON escapes controls, so all but bytes that are not UTF-8. */
export function isWritablePath(path: string): boolean {
  return path.isWellFormed()
}

/** A word of ENV, LABEL, USER and the like, in double quotes where it needs them. */
export function quoted(text: string): string {
  return PLAIN.test(text) ? text : `"${text.replace(/[\\"$]/g, '\\$&')}"`
}

/** The arguments of ENTRYPOINT, CMD, SHELL, RUN and HEALTHCHECK, which are not expanded. */
export function exec(args: readonly string[]): string {
  return `[${args.map((arg) => JSON.stringify(arg)).join(', ')}]`
}

/** The arguments of VOLUME, which are expanded. */
export function paths(args: readonly string[]): string {
  return args.every((arg) => PLAIN.test(arg)) ? listed(args, ' ') : `[${listed(args.map(expanded), ', ')}]`
}

/** The sources and the target of COPY. */
export function sourcesAndTarget(sources: readonly string[], target: string): string {
  return paths([...sources.map(literalPattern), target])
}

/** On one line where they are few and short, else each on its own, the instruction continued. */
export function listed(words: readonly string[], separator: string): string {
  const line = words.join(separator)
  return words.length <= 2 && line.length <= MAX_LINE ? line : words.join(`${separator.trimEnd()} \\\n    `)
}

const MAX_LINE = 100

/** A JSON string that is `text` again after the expansion of variables, quotes and backslashes. */
function expanded(text: string): string {
  return JSON.stringify(text.replace(/[\\"'$]/g, '\\$&'))
}

/** A pattern that matches exactly this path. BuildKit takes a backslash for itself in patterns without brackets. */
function literalPattern(path: string): string {
  return /[*?[]/.test(path) ? path.replace(/[*?[]/g, '[$&]').replaceAll('\\', '[\\\\]') : path
}
