import type { DirectoryUsage, DiskUsageDocument } from '../files-document.ts'
import { pathText } from '../path-text.ts'
import { type PlainColumn, plainRows } from '../plain-rows.ts'
import { formatBytes, formatCount } from '../quantity.ts'
import { rowsLeftOut } from '../rows-left-out.ts'
import type { TableStyle } from '../table.ts'
import { totalLine } from './total.ts'

const COLUMNS: readonly PlainColumn[] = [
  { title: 'Size', align: 'right' },
  { title: 'Files', align: 'right' },
  { title: 'Directory', align: 'left' },
]

/** Directories with what they hold. */
export function usageLines({ directories, more, total }: DiskUsageDocument, { palette }: TableStyle): string[] {
  if (total.paths === 0) return [totalLine(total)]
  return [...plainRows(COLUMNS, directories.map(cellsOf), palette), ...rowsLeftOut(more, palette)]
}

function cellsOf({ path, bytes, files }: DirectoryUsage): string[] {
  return [formatBytes(bytes), formatCount(files), pathText(path, { type: 'directory', linkTarget: null })]
}
