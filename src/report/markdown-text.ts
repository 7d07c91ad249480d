import { onOneLine } from './terminal-text.ts'

/**
 * Text of an image as a code span (GitHub Flavored Markdown 6.3), in which nothing is markup, a link or a mention. A pipe would
 * end a table's cell and stands as an escape, in the spelling of other characters that cannot be shown.
 */
export function codeSpan(text: string): string {
  const shown = onOneLine(text).replaceAll('|', '\\x7c')
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  const padding = longest > 0 || shown === '' ? ' ' : ''
  return fence + padding + shown + padding + fence
}
