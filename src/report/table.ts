import type { Palette } from './palette.ts'
import { columnsOf, toWidth, truncate } from './terminal-text.ts'

/** A column of a table. */
export interface Column {
  readonly title: string
  readonly align: 'left' | 'right'
  /** Takes the room that the other columns leave, and gives way first where there is too little. */
  readonly flexible?: boolean
  /** How its cells look; the title is always quiet. */
  readonly style?: (text: string) => string
}

/** How a table is drawn. */
export interface TableStyle {
  /** Columns of the terminal. */
  readonly width: number
  readonly palette: Palette
}

const MARGIN = '  '
const GAP = 2
/** A flexible column is never made narrower, even where the table then is wider than the terminal. */
const LEAST_FLEXIBLE_WIDTH = 8
/** From here on cli-table3 takes longer than everything else that inspect does (785 ms for 5,000 rows). */
const MOST_ROWS_FOR_CLI_TABLE = 300

/**
 * Rows under a rule, no wider than the terminal where that is possible. Cells must be printable and have one line.
 * Long tables come as plain columns of the same widths.
 */
export async function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  style: TableStyle,
): Promise<string[]> {
  // No cell can be wider than the table; to measure megabytes of text takes seconds.
  const texts = rows.map((row) => row.map((text) => truncate(text, style.width)))
  const widths = columnWidths(columns, texts, style.width)
  const cells = texts.map((row) => columns.map((column, i) => styled(column, truncate(row[i] ?? '', widths[i]!))))
  const titles = columns.map((column, i) => truncate(column.title, widths[i]!))
  if (rows.length > MOST_ROWS_FOR_CLI_TABLE) return plainColumns(columns, widths, titles, cells, style.palette)

  const { default: CliTable } = await import('cli-table3')
  const table = new CliTable({
    head: titles.map((title) => style.palette.quiet(title)),
    colWidths: widths.map((width, i) => width + (i === 0 ? MARGIN.length : GAP)),
    colAligns: columns.map((column) => column.align),
    chars: BORDERLESS,
    style: { head: [], border: [], compact: true, 'padding-left': GAP, 'padding-right': 0 },
  })
  table.push(...cells)
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
}

const BORDERLESS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
}

function styled(column: Column, text: string): string {
  return column.style === undefined ? text : column.style(text)
}

function plainColumns(
  columns: readonly Column[],
  widths: readonly number[],
  titles: readonly string[],
  cells: readonly (readonly string[])[],
  palette: Palette,
): string[] {
  const line = (row: readonly string[]) =>
    `${MARGIN}${row.map((cell, i) => toWidth(cell, widths[i]!, columns[i]!.align)).join(' '.repeat(GAP))}`.trimEnd()
  return [palette.quiet(line(titles)), ...cells.map(line)]
}

/** What each column needs, the flexible ones cut so that a row fits. */
function columnWidths(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): number[] {
  const needed = columns.map((column, i) =>
    rows.reduce((most, row) => Math.max(most, columnsOf(row[i] ?? '')), columnsOf(column.title)),
  )
  const total = needed.reduce((sum, column) => sum + column, MARGIN.length + GAP * (columns.length - 1))
  let excess = Math.max(0, total - width)
  for (let i = columns.length - 1; i >= 0 && excess > 0; i--) {
    if (!columns[i]!.flexible) continue
    const cut = Math.min(excess, Math.max(0, needed[i]! - LEAST_FLEXIBLE_WIDTH))
    needed[i]! -= cut
    excess -= cut
  }
  return needed
}
