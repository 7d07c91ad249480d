import type { FileTable } from '../../../src/compare/html/report-data.ts'
import { modeText } from '../../../src/report/mode-text.ts'
import { formatCount } from '../../../src/report/quantity.ts'

/** What stands at a path, as `ls -ln` says it: mode, owner and a symlink's target. Of several together how many files they are. */
export function entryText(table: FileTable, entry: number): string {
  const { type, mode, uid, gid, xattrs, several } = table.traits[table.trait[entry]!]!
  if (several) return formatCount(table.files[entry]!, 'file')
  const target = type === 'symlink' ? ` → ${table.linkTargets[table.content[entry]!]}` : ''
  const attributes = xattrs.length === 0 ? '' : ` ${xattrs.map((text) => text.slice(0, text.indexOf('='))).join(' ')}`
  return `${modeText({ type, mode: mode.toString(8) })} ${uid}:${gid}${attributes}${target}`
}
