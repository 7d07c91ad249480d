import type { FileTable } from '../../../src/compare/html/report-data.ts'
import { modeText } from '../../../src/report/mode-text.ts'

/** What stands at a path, as `ls -ln` says it: mode, owner and a symlink's target. */
export function entryText(table: FileTable, entry: number): string {
  const { type, mode, uid, gid, xattrs } = table.traits[table.trait[entry]!]!
  const target = type === 'symlink' ? ` → ${table.linkTargets[table.content[entry]!]}` : ''
  const attributes = xattrs.length === 0 ? '' : ` ${xattrs.map((text) => text.slice(0, text.indexOf('='))).join(' ')}`
  return `${modeText({ type, mode: mode.toString(8) })} ${uid}:${gid}${attributes}${target}`
}
