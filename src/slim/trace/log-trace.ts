import { formatCount } from '../../report/quantity.ts'
import type { StraceLog } from './strace/strace-log.ts'
import type { Trace } from './trace.ts'

/** What a log says, now that all its lines were taken. */
export function logTrace(log: StraceLog, name: string, { kind, ended }: Pick<Trace, 'kind' | 'ended'>): Trace {
  const { paths, cut, unplaced } = log
  const warnings: string[] = []
  if (cut > 0) warnings.push(`${name}: ${formatCount(cut, 'path')} cut short in the log cannot be used.`)
  if (unplaced > 0) {
    warnings.push(
      `${name}: it cannot be told what ${formatCount(unplaced, 'relative path')} stands for; make the log with strace -y.`,
    )
  }
  if (paths.isFull)
    warnings.push(`${name}: the log names more paths than can be kept in mind; the last ones are left out.`)
  return { name, kind, uses: paths.uses, ended, warnings }
}
