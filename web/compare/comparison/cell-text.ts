import type { CompareRow, CompareValue } from '../../../src/report/compare-document.ts'
import { verdictText } from '../../../src/report/fit/verdict-text.ts'
import { formatBytes, formatCount } from '../../../src/report/quantity.ts'
import { nameOf } from '../../../src/rootfs/path.ts'

/** A value on one line, as the terminal's table has it; only that there is room for where something is. */
export function cellText({ kind, absent }: Pick<CompareRow, 'kind' | 'absent'>, value: CompareValue): string {
  if (value === null) return absent === 'unknown' ? 'unknown' : 'none'
  if (typeof value === 'number') return kind === 'bytes' ? formatBytes(value) : formatCount(value)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return kind === 'verdict' ? verdictText(value) : value
  if (value.length === 0) return 'none'
  return kind === 'list' ? formatCount(value.length) : value.map(nameOf).join(', ')
}
