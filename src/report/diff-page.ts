import { headLines } from './diff/head.ts'
import { DIFF_PAGE_SECTIONS } from './diff/sections.ts'
import { warningLines } from './diff/warnings.ts'
import type { DiffDocument } from './diff-document.ts'
import { createPalette, type Palette } from './palette.ts'
import type { TableStyle } from './table.ts'
import { wrap } from './terminal-text.ts'

/** What `imgpeek diff` prints: the difference in brief, then the sections that differ; ended by a newline. */
export async function renderDiffPage(
  document: DiffDocument,
  { width, color }: { readonly width: number; readonly color: boolean },
): Promise<string> {
  const style = { width, palette: createPalette(color) }
  const parts = [headLines(document, style)]
  const equal: string[] = []
  for (const section of DIFF_PAGE_SECTIONS) {
    const found = document[section.name]
    if (found?.different) {
      parts.push([
        ...headingLines(section.heading, section.summary(document), style),
        ...(await section.render(document, style)),
      ])
    } else if (found !== null) equal.push(section.name)
  }
  const warnings = warningLines(document, style)
  if (warnings.length > 0) parts.push([style.palette.heading('Warnings'), ...warnings])
  parts.push(endLines(document, equal, style.palette))
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

/** A section's name with what it says in brief beside it. */
function headingLines(heading: string, summary: string, { width, palette }: TableStyle): string[] {
  const indent = heading.length + 2
  const [first = '', ...others] = wrap(summary, width - indent)
  return [palette.heading(heading) + (first && `  ${first}`), ...others.map((line) => ' '.repeat(indent) + line)]
}

/** What does not differ. */
function endLines({ sameImage, different }: DiffDocument, equal: readonly string[], palette: Palette): string[] {
  // layers may be compressed otherwise
  if (sameImage && !different) return ['Both are the same image.']
  if (equal.length === 0) return []
  const sections = `No difference in ${equal.join(', ')}.`
  return [different ? palette.quiet(sections) : sections]
}
