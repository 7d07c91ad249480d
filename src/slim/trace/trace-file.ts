import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { UsageError } from '../../errors.ts'
import { openFile, readFileBytes } from '../../sources/file-bytes.ts'
import { byteLines } from './byte-lines.ts'
import { parseCreport } from './creport.ts'
import { logTrace } from './log-trace.ts'
import { StraceLog } from './strace/strace-log.ts'
import type { Trace } from './trace.ts'

/** Larger than any report of docker-slim's. */
const MAX_REPORT_BYTES = 256 * 1024 * 1024

/**
 * Reads a log that was made elsewhere: by strace, or docker-slim's creport.json; what it has says which. The name that was given to
 * `strace -ff -o` stands for all the files that it made.
 * @param directory where the traced processes were, where a log does not say it
 * @throws {UnavailableError} when it cannot be read; {UsageError} when it is neither; {InterruptedError} when the signal fires.
 */
export async function readTraceFile(file: string, directory: string, signal?: AbortSignal): Promise<Trace> {
  const log = new StraceLog(directory)
  const parts = await partsOf(file)
  for (const { path, pid } of parts) {
    const bytes = readFileBytes(path, path, signal)
    const first = await bytes.next()
    const begun = first.done === true ? new Uint8Array() : first.value
    const pieces = withFirst(begun, bytes)
    if (isJson(begun)) return reportTrace(file, await textOf(pieces, file))
    for await (const line of byteLines(pieces)) log.line(line, pid)
  }
  if (log.understood === 0) throw notATrace(file)
  return logTrace(log, file, { kind: 'strace', ended: null })
}

/**
 * Sees that a log is there.
 * @throws {UnavailableError} when it is not, or may not be read
 */
export async function findTraceFile(file: string): Promise<void> {
  for (const { path } of await partsOf(file)) await (await openFile(path, path)).close()
}

/** A file, or the files of each process that `strace -ff` names after it, in the order of the processes. */
async function partsOf(file: string): Promise<{ readonly path: string; readonly pid: number | null }[]> {
  if (!(await exists(file))) {
    const name = `${basename(file)}.`
    const names = await readdir(dirname(file)).catch((): string[] => [])
    const parts = names
      .filter((each) => each.startsWith(name) && /^\d{1,10}$/.test(each.slice(name.length)))
      .map((each) => ({ path: join(dirname(file), each), pid: Number(each.slice(name.length)) }))
    if (parts.length > 0) return parts.sort((a, b) => a.pid - b.pid)
  }
  const pid = /\.(\d{1,10})$/.exec(file)?.[1]
  return [{ path: file, pid: pid === undefined ? null : Number(pid) }]
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}

async function* withFirst(first: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first
  yield* rest
}

/** No line of strace begins so. */
function isJson(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.subarray(0, 100)).toString('latin1')
  return /^(?:\xef\xbb\xbf)?\s*\{/.test(text)
}

async function textOf(pieces: AsyncIterable<Uint8Array>, file: string): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const piece of pieces) {
    bytes += piece.length
    if (bytes > MAX_REPORT_BYTES) throw notATrace(file)
    parts.push(piece)
  }
  return new TextDecoder().decode(Buffer.concat(parts))
}

function reportTrace(file: string, text: string): Trace {
  const paths = parseCreport(text)
  if (paths === undefined) throw notATrace(file)
  return { name: file, kind: 'creport', uses: paths.uses, ended: null, warnings: [] }
}

function notATrace(file: string): UsageError {
  return new UsageError(`${file} is neither a log of strace nor the creport.json of docker-slim.`)
}
