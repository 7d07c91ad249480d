import { nameOf } from '../rootfs/path.ts'
import type { CompareKind, CompareRow, CompareValue } from './compare-document.ts'
import { verdictText } from './fit/verdict-text.ts'
import { formatBytes, formatCount } from './quantity.ts'
import { columnsOf } from './terminal-text.ts'

/** What stands before the best of a row, where colour alone cannot say it. */
export const BEST_MARK = '*'

/** What stands for a value that is not known. */
export const UNKNOWN_CELL = '?'

/**
 * A value as a table shows it; strings of images stand in it as they are. Programs that do not fit into `room` are counted:
 * `ash, busybox +1`.
 */
export function cellText(
  { kind, absent }: Pick<CompareRow, 'kind' | 'absent'>,
  value: CompareValue,
  room = Number.POSITIVE_INFINITY,
): string {
  if (value === null) return absent === 'unknown' ? UNKNOWN_CELL : 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return kind === 'bytes' ? formatBytes(value) : formatCount(value)
  if (typeof value === 'string') return kind === 'path' ? 'yes' : kind === 'verdict' ? verdictText(value) : value
  return kind === 'list' ? formatCount(value.length) : programNames(value.map(nameOf), room)
}

/** Whether values of this kind are numbers in a table, which line up at the right. */
export function isNumeric(kind: CompareKind): boolean {
  return kind === 'bytes' || kind === 'count' || kind === 'list'
}

function programNames(names: readonly string[], room: number): string {
  if (names.length === 0) return 'none'
  for (let shown = names.length; shown > 0; shown--) {
    const text = names.slice(0, shown).join(', ') + (shown < names.length ? ` +${names.length - shown}` : '')
    if (columnsOf(text) <= room) return text
  }
  return formatCount(names.length)
}
