import { renderLine } from './line.ts'
import { renderFacts } from './page/fact.ts'
import { createPalette } from './palette.ts'
import { onOneLine, printable, wrap } from './terminal-text.ts'
import { packageFacts } from './why/package-facts.ts'
import { pathFacts } from './why/path-facts.ts'
import type { WhyStyle } from './why/why-fact.ts'
import type { WhyDocument } from './why-document.ts'

/** How `imgpeek why` prints a document for people. */
interface WhyPageOptions {
  /** Columns that the page may take. */
  readonly width: number
  readonly color: boolean
  /** Most rows of each list; 0 for all. */
  readonly limit: number
}

const INDENT = 2
const LABEL_WIDTH = 14

/** What `imgpeek why` prints: each thing of the name, what put it there, what needs it and how; ended by a newline. */
export function renderWhyPage(document: WhyDocument, { width, color, limit }: WhyPageOptions): string {
  const palette = createPalette(color)
  const style: WhyStyle = { width, palette, limit, room: width - INDENT - LABEL_WIDTH }
  const parts = document.answers.map((answer) => {
    const facts = answer.kind === 'path' ? pathFacts(answer, style) : packageFacts(answer, style)
    const lines = facts.flatMap((fact) => {
      const columns = fact.whole ? Number.POSITIVE_INFINITY : width
      return renderFacts([fact], LABEL_WIDTH, INDENT, { palette, width: columns })
    })
    return [titleLine(answer, style), ...lines]
  })
  for (const warning of document.warnings) parts.push(wrap(onOneLine(`! ${warning}`), width).map(palette.warning))
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function titleLine(answer: WhyDocument['answers'][number], { width, palette }: WhyStyle): string {
  if (answer.kind === 'path') return palette.title(printable(answer.path))
  const { name, version, type, architecture } = answer
  const kind = [type, architecture].filter((part) => part !== null).join(', ')
  return renderLine(
    [
      { text: onOneLine(name), style: palette.title },
      ` ${onOneLine(version)}`,
      { text: `  ${onOneLine(kind)}`, style: palette.quiet },
    ],
    width,
  )
}
