import { BEST_MARK, cellText, UNKNOWN_CELL } from './compare-cell.ts'
import type { CompareDocument, CompareRow } from './compare-document.ts'
import type { Palette } from './palette.ts'
import { onOneLine } from './terminal-text.ts'

/** What a terminal shows of a value. */
export interface StyledCell {
  /** Printable; begins with a mark where the image is the best of its row. */
  readonly text: string
  readonly style: (text: string) => string
}

/** What image `index` has in a row, in at most `room` columns where that is possible. */
export function styledCell(
  { images }: Pick<CompareDocument, 'images'>,
  row: CompareRow,
  index: number,
  palette: Palette,
  room?: number,
): StyledCell {
  const value = images[index]!.values[row.name]!
  const isBest = row.best.includes(index)
  const mark = isBest ? BEST_MARK : ''
  const text = onOneLine(cellText(row, value, room === undefined ? undefined : room - mark.length))
  const isQuiet = value === null || (Array.isArray(value) && value.length === 0) || text === UNKNOWN_CELL
  return { text: mark + text, style: isBest ? palette.good : isQuiet ? palette.quiet : String }
}
