import type { Palette } from './palette.ts'
import { formatCount } from './quantity.ts'

/** The line under a table that `--limit` has cut; none where nothing was cut. */
export function rowsLeftOut(more: number, palette: Palette, indent = '  '): string[] {
  return more > 0 ? [palette.quiet(`${indent}and ${formatCount(more)} more: --limit 0`)] : []
}
