import { styledCell } from './compare-cell-style.ts'
import type { CompareDocument } from './compare-document.ts'
import { headedRows } from './compare-groups.ts'
import { titleLines } from './compare-title.ts'
import type { TableStyle } from './table.ts'
import { columnsOf, onOneLine, toWidth, truncate } from './terminal-text.ts'

const INDENT = 2
const GAP = 2
/** A mark, and the widest number of bytes, as in `*123.4 MB`. */
const LEAST_WIDTH = 9
const MOST_WIDTH = 24

/** Images as columns under their labels; null where the terminal is too narrow for so many. */
export function renderColumns(document: CompareDocument, style: TableStyle): string[] | null {
  const { width, palette } = style
  const groups = headedRows(document)
  const labelWidth = INDENT + Math.max(...document.rows.map(({ label }) => columnsOf(label)))
  const widths = columnWidths(document, style, width - labelWidth)
  if (widths === null) return null
  const line = (label: string, cells: readonly string[]): string =>
    `${palette.quiet(toWidth(label, labelWidth, 'left'))}${cells.join('')}`.trimEnd()
  return [
    ...headerLines(document, widths).map((cells) => line('', cells.map(palette.title))),
    ...groups.flatMap(({ heading, rows }) => [
      palette.heading(heading),
      ...rows.map((row) =>
        line(
          ' '.repeat(INDENT) + row.label,
          widths.map((columns, index) => {
            const cell = styledCell(document, row, index, palette, columns)
            const text = truncate(cell.text, columns)
            return ' '.repeat(GAP + columns - columnsOf(text)) + cell.style(text)
          }),
        ),
      ),
    ]),
  ]
}

/** What each column needs, or less where that is too much; null where even the least is. */
function columnWidths(document: CompareDocument, { palette }: TableStyle, room: number): number[] | null {
  const needed = document.images.map(({ label }, index) => {
    const cells = document.rows.map((row) => columnsOf(styledCell(document, row, index, palette).text))
    return Math.min(Math.max(LEAST_WIDTH, columnsOf(onOneLine(label)), ...cells), MOST_WIDTH)
  })
  for (let most = MOST_WIDTH; most >= LEAST_WIDTH; most--) {
    const widths = needed.map((columns) => Math.min(columns, most))
    if (widths.reduce((sum, columns) => sum + GAP + columns, 0) <= room) return widths
  }
  return null
}

/** Labels over their columns, in as many lines as the longest takes. */
function headerLines({ images }: CompareDocument, widths: readonly number[]): string[][] {
  const lines = titleLines(images.map(({ label }, index) => ({ title: onOneLine(label), columns: widths[index]! })))
  return lines.map((titles) => titles.map((title, index) => toWidth(title, GAP + widths[index]!, 'right')))
}
