import { formatCount } from './quantity.ts'
import { columnsOf, truncate } from './terminal-text.ts'

/** A piece of a line: printable text, and how it looks. */
export type Span = string | { readonly text: string; readonly style: (text: string) => string }

/** The pieces one after another, cut where the line would be wider than `columns`. */
export function renderLine(spans: readonly Span[], columns: number): string {
  let line = ''
  let left = columns
  for (const span of spans) {
    const text = typeof span === 'string' ? span : span.text
    const cut = truncate(text, left)
    line += typeof span === 'string' ? cut : span.style(cut)
    left -= columnsOf(cut)
    if (cut !== text) break
  }
  return line
}

/** As many items as `columns` hold, then how many more there are: `/bin/ash, /bin/sh and 3 more`. */
export function listInBrief(items: readonly string[], columns: number): string {
  // An item takes a column or more, so there is no room for more of them than columns, however many there are.
  for (let shown = Math.min(items.length, columns); shown > 1; shown--) {
    const text = brief(items, shown)
    if (columnsOf(text) <= columns) return text
  }
  return brief(items, 1)
}

function brief(items: readonly string[], shown: number): string {
  const more = items.length - shown
  const text = items.slice(0, shown).join(', ')
  return more <= 0 ? text : `${text} and ${formatCount(more)} more`
}
