import { BEST_MARK, UNKNOWN_CELL } from './compare-cell.ts'
import { renderColumns } from './compare-columns.ts'
import type { CompareDocument } from './compare-document.ts'
import { renderSharing } from './compare-sharing.ts'
import { renderTransposed } from './compare-transposed.ts'
import { leftOutText } from './left-out.ts'
import { createPalette } from './palette.ts'
import { formatCount } from './quantity.ts'
import type { ReportStyle } from './report-format.ts'
import { onOneLine, wrap } from './terminal-text.ts'

/** What `imgpeek compare` prints, ended by a newline. */
export function renderComparePage(document: CompareDocument, { width, color }: ReportStyle): string {
  const style = { width, palette: createPalette(color) }
  const lines = [
    ...(renderColumns(document, style) ?? renderTransposed(document, style)),
    '',
    ...renderSharing(document, style),
    '',
    ...legend(document).map((line) => style.palette.quiet(`  ${line}`)),
    ...warnings(document)
      .flatMap((text) => wrap(text, width - 2))
      .map((line) => style.palette.warning(`  ${line}`)),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function legend({ images, rows }: CompareDocument): string[] {
  const lines: string[] = []
  if (rows.some(({ best }) => best.length > 0)) lines.push(`${BEST_MARK} the best`)
  const anyUnknown = rows.some(
    ({ name, absent }) => absent === 'unknown' && images.some(({ values }) => values[name] === null),
  )
  if (anyUnknown) lines.push(`${UNKNOWN_CELL} not known`)
  return lines
}

function warnings({ images, leftOut }: CompareDocument): string[] {
  const warned = images.filter((image) => image.warnings.length > 0)
  return [
    ...warned.map(
      ({ label, warnings }) => `${onOneLine(label)}: ${formatCount(warnings.length, 'warning')}; see imgpeek inspect`,
    ),
    ...leftOut.map((image) => onOneLine(leftOutText(image))),
  ]
}
