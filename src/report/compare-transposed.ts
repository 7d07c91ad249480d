import { BEST_MARK, isNumeric } from './compare-cell.ts'
import { type StyledCell, styledCell } from './compare-cell-style.ts'
import type { CompareDocument, CompareRow } from './compare-document.ts'
import { headedRows } from './compare-groups.ts'
import { titleLines } from './compare-title.ts'
import type { TableStyle } from './table.ts'
import { columnsOf, onOneLine, toWidth, truncate } from './terminal-text.ts'

const MARGIN = 2
const GAP = 2
const MOST_LABEL_WIDTH = 28
const MOST_WIDTH = 24

/** A row of the document as a column. */
interface Column {
  readonly row: CompareRow
  readonly width: number
  /** One an image. */
  readonly cells: readonly StyledCell[]
}

/** Images as lines, for when there are many: a table for each group, or several where its columns do not fit. */
export function renderTransposed(document: CompareDocument, style: TableStyle): string[] {
  const labels = document.images.map(({ label }) => onOneLine(label))
  const labelWidth = Math.min(Math.max(...labels.map(columnsOf)), MOST_LABEL_WIDTH)
  const room = style.width - MARGIN - labelWidth
  const blocks = headedRows(document).flatMap(({ heading, rows }) =>
    inBlocks(
      rows.map((row) => columnOf(document, row, style)),
      room,
    ).map((columns) => blockLines(heading, labels, labelWidth, columns, style)),
  )
  return blocks.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]))
}

function columnOf(document: CompareDocument, row: CompareRow, { palette }: TableStyle): Column {
  const cells = document.images.map((_, index) => {
    const cell = styledCell(document, row, index, palette, MOST_WIDTH)
    // texts begin in one column, marked or not
    const indent = isNumeric(row.kind) || row.best.length === 0 || cell.text.startsWith(BEST_MARK) ? '' : ' '
    return { ...cell, text: truncate(indent + cell.text, MOST_WIDTH) }
  })
  const title = Math.max(Math.ceil(row.label.length / 2) + 1, ...row.label.split(' ').map(columnsOf)) // in some two lines
  return { row, cells, width: Math.max(title, ...cells.map(({ text }) => columnsOf(text))) }
}

/** Columns in as few blocks as there is room for, and these about as wide as each other. */
function inBlocks(columns: readonly Column[], room: number): Column[][] {
  const fewest = filled(columns, room).length
  let even = room
  while (even > 1 && filled(columns, even - 1).length === fewest) even--
  return filled(columns, even)
}

/** As many columns together as fit, at least one. */
function filled(columns: readonly Column[], room: number): Column[][] {
  const blocks: Column[][] = []
  let left = 0
  for (const column of columns) {
    if (GAP + column.width > left || blocks.length === 0) {
      blocks.push([])
      left = room
    }
    blocks.at(-1)!.push(column)
    left -= GAP + column.width
  }
  return blocks
}

function blockLines(
  heading: string,
  labels: readonly string[],
  labelWidth: number,
  columns: readonly Column[],
  { palette }: TableStyle,
): string[] {
  const line = (label: string, cells: readonly StyledCell[]): string => {
    const texts = cells.map(({ text, style }, index) => {
      const { row, width } = columns[index]!
      const padding = ' '.repeat(width - columnsOf(text))
      return ' '.repeat(GAP) + (isNumeric(row.kind) ? padding + style(text) : style(text) + padding)
    })
    return `${label}${texts.join('')}`.trimEnd()
  }
  const titles = titleLines(columns.map(({ row, width }) => ({ title: row.label, columns: width })))
  return [
    ...titles.map((texts, index) =>
      line(
        palette.heading(toWidth(index === titles.length - 1 ? heading : '', MARGIN + labelWidth, 'left')),
        texts.map((text) => ({ text, style: palette.quiet })),
      ),
    ),
    ...labels.map((label, index) =>
      line(
        ' '.repeat(MARGIN) + toWidth(label, labelWidth, 'left'),
        columns.map(({ cells }) => cells[index]!),
      ),
    ),
  ]
}
