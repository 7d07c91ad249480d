import { columnsOf, truncate } from './terminal-text.ts'

/** Where a title may be broken: before a separator, and behind a space, which then goes. */
const PIECE = /[-_/:@ ]?[^-_/:@ ]+|[-_/:@]/g

/** A title and the columns that it may take. */
interface Title {
  readonly title: string
  readonly columns: number
}

/** Titles of columns in lines, as many as the longest takes; the last line has something of each. */
export function titleLines(titles: readonly Title[]): string[][] {
  const broken = titles.map(breakTitle)
  const height = Math.max(...broken.map((lines) => lines.length))
  return Array.from({ length: height }, (_, line) => broken.map((lines) => lines[line - (height - lines.length)] ?? ''))
}

function breakTitle({ title, columns }: Title): string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of (title.match(PIECE) ?? []).flatMap((long) => inPieces(long, columns))) {
    if (columnsOf(line + piece) > columns) {
      lines.push(line)
      line = piece.trimStart()
    } else line += piece
  }
  return [...lines, line].filter((text) => text !== '')
}

/** Text cut into pieces of at most `columns`. */
function inPieces(text: string, columns: number): string[] {
  const pieces: string[] = []
  let rest = text
  while (columnsOf(rest) > columns) {
    const piece = truncate(rest, columns).slice(0, -1) || rest.slice(0, 1)
    pieces.push(piece)
    rest = rest.slice(piece.length)
  }
  return [...pieces, rest]
}
