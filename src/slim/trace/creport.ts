import { type Fields, fieldsOf, listOf, parseFields, textOf } from '../../catalogers/packages/loose-json.ts'
import { TracedPaths, type Use } from './traced-paths.ts'

/**
 * What docker-slim's report of a container (`creport.json`) says of paths: its monitors of files (fanotify) and of system calls
 * (ptrace), and the files that it took into its image. Undefined where the text is no such report.
 * @see https://github.com/mintoolkit/mint/blob/master/pkg/report/container_report.go
 */
export function parseCreport(text: string): TracedPaths | undefined {
  const report = parsed(text)
  if (report === undefined || !('monitors' in report || 'files' in fieldsOf(report.image))) return undefined
  const paths = new TracedPaths()
  const { fan, pt } = fieldsOf(report.monitors)
  addFileEvents(fieldsOf(fan), paths)
  addCalls(fieldsOf(pt), fieldsOf(fan), paths)
  for (const each of listOf(fieldsOf(report.image).files)) {
    const { file_path, flags } = fieldsOf(each)
    const { X, R, W } = fieldsOf(flags)
    add(file_path, X === true ? 'executed' : R === true || W === true ? 'opened' : 'statted', 'image', null, paths)
  }
  return paths
}

function parsed(text: string): Fields | undefined {
  try {
    return parseFields(text)
  } catch {
    return undefined
  }
}

function addFileEvents(fan: Fields, paths: TracedPaths): void {
  for (const [pid, files] of Object.entries(fieldsOf(fan.process_files))) {
    const program = programOf(pid, fan)
    for (const [path, counts] of Object.entries(fieldsOf(files))) {
      const { execs } = fieldsOf(counts)
      add(path, typeof execs === 'number' && execs > 0 ? 'executed' : 'opened', 'fanotify', program, paths)
    }
  }
}

function addCalls(pt: Fields, fan: Fields, paths: TracedPaths): void {
  for (const [path, activity] of Object.entries(fieldsOf(pt.fs_activity))) {
    const { ops_all, ops_checkfile, pids } = fieldsOf(activity)
    const isOnlyChecked = typeof ops_all !== 'number' || ops_all === ops_checkfile
    const [pid = ''] = Object.keys(fieldsOf(pids))
    add(path, isOnlyChecked ? 'statted' : 'opened', 'ptrace', programOf(pid, fan), paths)
  }
}

function programOf(pid: string, fan: Fields): string | null {
  const processes = fieldsOf(fan.processes)
  const { path, name } = fieldsOf(Object.hasOwn(processes, pid) ? processes[pid] : undefined)
  return textOf(path) ?? textOf(name) ?? null
}

function add(path: unknown, use: Use, call: string, program: string | null, paths: TracedPaths): void {
  if (typeof path === 'string' && path.startsWith('/')) paths.add(path, { use, call, program })
}
