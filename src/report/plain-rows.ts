import type { Palette } from './palette.ts'
import { columnsOf } from './terminal-text.ts'

/** A column of a listing. */
export interface PlainColumn {
  readonly title: string
  readonly align: 'left' | 'right'
  /** How its cells look; the title is always quiet. */
  readonly style?: (text: string) => string
}

const GAP = '  '

/**
 * Rows in columns as wide as they need, the last of which is never cut: for listings of paths, where a path that is cut names
 * nothing. Cells must be printable and have one line. Fast for hundreds of thousands of rows.
 */
export function plainRows(
  columns: readonly PlainColumn[],
  rows: readonly (readonly string[])[],
  palette: Palette,
): string[] {
  const titles = columns.map(({ title }) => title)
  const last = columns.length - 1
  const widths = columns.slice(0, last).map((_, i) => {
    let most = columnsOf(titles[i]!)
    for (const row of rows) most = Math.max(most, columnsOf(row[i]!))
    return most
  })
  const parts = Array.from({ length: 3 * last + 2 }, () => GAP)
  const line = (row: readonly string[], styleOf: (i: number) => PlainColumn['style']): string => {
    // joined: what + makes, V8 keeps as a tree of its parts, which costs the garbage collector more than all else here
    for (let i = 0; i < last; i++) {
      const cell = row[i]!
      const padding = ' '.repeat(widths[i]! - columnsOf(cell))
      const shown = styleOf(i)?.(cell) ?? cell
      const isLeft = columns[i]!.align === 'left'
      parts[3 * i + 1] = isLeft ? shown : padding
      parts[3 * i + 2] = isLeft ? padding : shown
    }
    parts[3 * last + 1] = styleOf(last)?.(row[last]!) ?? row[last]!
    return parts.join('')
  }
  return [line(titles, () => palette.quiet), ...rows.map((row) => line(row, (i) => columns[i]!.style))]
}
