import { normalisePath } from '../../../rootfs/path.ts'
import type { Argument, Call } from './call.ts'
import type { Process } from './process.ts'

/** Longer paths the kernel takes from nobody (PATH_MAX). */
const MOST_CHARACTERS = 4096

/** Changes what is known of a process; `path` is the first that the call takes, absolute. */
type Effect = (process: Process, call: Call, path: string | null) => void

/** What successful calls change of where later paths lead. */
export const EFFECTS: ReadonlyMap<string, Effect> = new Map<string, Effect>([
  ['chdir', ({ place }, _, path) => moveTo(place, path)],
  ['fchdir', (process, { args }) => moveTo(process.place, directoryOf(args[0], process))],
  ['getcwd', ({ place }, { args }) => moveTo(place, args[0]?.kind === 'text' ? place.root + args[0].text : null)],
  ['chroot', ({ place }, _, path) => changeRoot(place, path)],
  ['pivot_root', pivotRoot],
  ['open', opens],
  ['openat', opens],
  ['openat2', opens],
  ['creat', opens],
  ['dup', duplicates],
  ['dup2', duplicates],
  ['dup3', duplicates],
  ['fcntl', (process, call) => call.text.includes('F_DUPFD') && duplicates(process, call)],
  ['close', closes],
])

/** Where an argument leads, absolute; null where that is not known. `directory` is the argument that it is relative to. */
export function placeOf(
  { args }: Call,
  { at, directory }: { readonly at: number; readonly directory: number | null },
  process: Process,
): string | null {
  const arg = args[at]
  if (arg?.kind !== 'text' || arg.isCut) return null
  const base = directory === null ? process.place.directory : directoryOf(args[directory], process)
  // the descriptor itself (AT_EMPTY_PATH)
  if (arg.text === '') return base
  if (arg.text.startsWith('/')) return process.place.root + arg.text
  return base === null ? null : `${base.replace(/\/$/, '')}/${arg.text}`
}

function directoryOf(arg: Argument | undefined, process: Process): string | null {
  if (arg?.kind !== 'descriptor') return null
  return arg.path ?? (arg.number === null ? process.place.directory : process.file(arg.number))
}

function moveTo(place: Process['place'], path: string | null): void {
  place.directory = path === null ? null : bounded(path)
}

function changeRoot(place: Process['place'], path: string | null): void {
  place.root = (path === null ? null : bounded(path))?.replace(/\/+$/, '') ?? place.root
}

/** The first root that a process gets so is a container's; it may exchange that in turn, for something below. */
function pivotRoot(process: Process, call: Call): void {
  const { place, running } = process
  if (running.isInside) changeRoot(place, placeOf(call, { at: 0, directory: null }, process))
  else place.root = ''
  place.directory = place.root || '/'
}

function opens(process: Process, { result }: Call, path: string | null): void {
  process.setFile(result.value, result.path ?? path)
}

function duplicates(process: Process, { args: [file], result }: Call): void {
  process.setFile(result.value, directoryOf(file, process))
}

function closes(process: Process, { args: [file] }: Call): void {
  if (file?.kind === 'descriptor' && file.number !== null) process.setFile(file.number, null)
}

/** Only symlinks tell what `..` means: it stays, unless the path would grow without end. */
function bounded(path: string): string | null {
  if (path.length <= MOST_CHARACTERS) return path
  const shorter = normalisePath(path).path
  return shorter.length <= MOST_CHARACTERS ? shorter : null
}
