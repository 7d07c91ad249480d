import type { DuplicateGroup, DuplicatesDocument } from '../files-document.ts'
import type { Palette } from '../palette.ts'
import { type PlainColumn, plainRows } from '../plain-rows.ts'
import { formatBytes, formatCount } from '../quantity.ts'
import { rowsLeftOut } from '../rows-left-out.ts'
import type { TableStyle } from '../table.ts'
import { printable } from '../terminal-text.ts'
import { packageText } from './package-text.ts'

/** Each content that is there more than once, with what that costs, over its copies. */
export function duplicateLines({ duplicates, more, total }: DuplicatesDocument, { palette }: TableStyle): string[] {
  if (total.groups === 0) return ['  No content is there twice.']
  const columns: readonly PlainColumn[] = [
    { title: 'Wasted', align: 'right', style: palette.warning },
    { title: 'Copies', align: 'right' },
    { title: 'Of', align: 'right' },
    { title: 'Layer', align: 'right' },
    { title: 'Package', align: 'left' },
    { title: 'Path', align: 'left' },
  ]
  return [
    ...plainRows(columns, duplicates.flatMap(rowsOf), palette),
    ...rowsLeftOut(more, palette),
    '',
    totalLine(total, palette),
  ]
}

function rowsOf({ size, wastedBytes, copies }: DuplicateGroup): string[][] {
  return copies.map((copy, index) => [
    ...(index === 0 ? [formatBytes(wastedBytes), formatCount(copies.length), formatBytes(size)] : ['', '', '']),
    String(copy.layer),
    packageText(copy),
    printable(copy.path),
  ])
}

function totalLine({ groups, wastedBytes }: DuplicatesDocument['total'], palette: Palette): string {
  return `  ${formatCount(groups, 'content')} more than once: ${palette.warning(formatBytes(wastedBytes))} that one copy of each would save`
}
