import { formatBytes, formatCount } from './quantity.ts'
import { rowsLeftOut } from './rows-left-out.ts'
import type { TableStyle } from './table.ts'
import { onOneLine, printable, truncate, wrap } from './terminal-text.ts'
import type { WasteDocument, WasteFinding } from './waste-document.ts'

const NUMBER_WIDTH = 10
const GAP = '  '

/** What to change: for each finding its bytes, advice in as many lines as it takes, and the largest of its files. */
export function renderAdvice({ findings, moreFindings }: WasteDocument, style: TableStyle): string[] {
  return [...findings.flatMap((finding) => findingLines(finding, style)), ...rowsLeftOut(moreFindings, style.palette)]
}

function findingLines({ bytes, files, paths, advice }: WasteFinding, { width, palette }: TableStyle): string[] {
  const indent = ' '.repeat(NUMBER_WIDTH) + GAP
  const room = width - indent.length
  const [first = '', ...rest] = wrap(onOneLine(advice), room)
  return [
    palette.warning(formatBytes(bytes).padStart(NUMBER_WIDTH)) + GAP + first,
    ...rest.map((line) => indent + line),
    indent + palette.quiet(pathsInBrief(paths, files, room)),
  ]
}

/** The largest file, cut where it has to be, and how many others there are. */
function pathsInBrief([first = '']: readonly string[], files: number, room: number): string {
  const others = files > 1 ? ` and ${formatCount(files - 1, 'other')}` : ''
  return truncate(printable(first), room - others.length) + others
}
