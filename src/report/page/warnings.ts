import { formatCount } from '../quantity.ts'
import { onOneLine, wrap } from '../terminal-text.ts'
import type { Section } from './section.ts'

/** As many warnings stand on the page. */
const MOST_WARNINGS = 10

const BULLET = '  ! '

/** What could not be read, and why the rest of the answer may be less than all of it. */
export const warningsSection: Section = {
  name: 'warnings',
  heading: 'Warnings',
  onPage: ({ warnings }) => warnings.length > 0,
  render({ warnings }, style) {
    if (warnings.length === 0) return ['  None.']
    const shown = style.full ? warnings : warnings.slice(0, MOST_WARNINGS)
    const lines = shown.flatMap((warning) => bulleted(onOneLine(warning), style.width, style.palette.warning))
    const more = warnings.length - shown.length
    if (more > 0) lines.push(style.palette.quiet(`  and ${formatCount(more)} more: --section warnings`))
    return lines
  },
}

function bulleted(text: string, width: number, bullet: (text: string) => string): string[] {
  return wrap(text, width - BULLET.length).map((line, i) =>
    i === 0 ? bullet(BULLET) + line : ' '.repeat(BULLET.length) + line,
  )
}
