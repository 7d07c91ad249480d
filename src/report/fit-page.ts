import { baseLines } from './fit/base-lines.ts'
import { headLines } from './fit/head-lines.ts'
import { planLines } from './fit/plan-lines.ts'
import { unknownOfAll } from './fit/unknown.ts'
import { verdictTable } from './fit/verdict-table.ts'
import type { FitDocument } from './fit-document.ts'
import { leftOutText } from './left-out.ts'
import { createPalette } from './palette.ts'
import type { TableStyle } from './table.ts'
import { onOneLine, wrap } from './terminal-text.ts'

/** What `imgpeek fit` prints: the app, a line for each base, and then what each base lacks; ended by a newline. */
export async function renderFitPage(
  document: FitDocument,
  { width, color }: { readonly width: number; readonly color: boolean },
): Promise<string> {
  const style = { width, palette: createPalette(color) }
  const shared = unknownOfAll(document)
  const parts = [headLines(document.app, style), await verdictTable(document, style)]
  if (document.leftOut.length > 0) parts.push(leftOutLines(document, style))
  for (const base of document.bases) {
    const lines = baseLines(base, shared, style)
    if (lines.length > 1) parts.push(lines)
  }
  if (shared.size > 0) {
    const sentences = [...shared].flatMap((sentence) => wrap(onOneLine(sentence), width - 4).map(indent))
    parts.push([style.palette.heading('Not known'), ...sentences])
  }
  for (const { label, plans } of document.bases)
    for (const plan of plans ?? []) parts.push(planLines(label, plan, style))
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function leftOutLines({ leftOut }: FitDocument, { width, palette }: TableStyle): string[] {
  const lines = leftOut.flatMap((image) => wrap(onOneLine(leftOutText(image)), width - 2))
  return lines.map((line) => palette.warning(`  ${line}`))
}

/** The first line of a sentence stands out by a dash. */
function indent(line: string, index: number): string {
  return `${index === 0 ? '  - ' : '    '}${line}`
}
