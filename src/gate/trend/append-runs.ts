import { open } from 'node:fs/promises'
import { messageOf, UnavailableError } from '../../errors.ts'
import { jsonLine } from '../../report/json.ts'
import type { TrendRun } from '../../report/trend-document.ts'

/**
 * Appends runs to a history, which is made if it is not there. Several programs may do so at once: what each writes is written in one
 * piece at the end (O_APPEND of POSIX open). A last line that was cut off, as by a full disk, is ended first, so that nothing is lost
 * but that line.
 * @throws {UnavailableError} when it cannot be written
 */
export async function appendRuns(file: string, runs: readonly TrendRun[]): Promise<void> {
  try {
    const history = await open(file, 'a+')
    try {
      const lines = runs.map((run) => `${jsonLine(run)}\n`).join('')
      const bytes = Buffer.from((await endsWithLine(history)) ? lines : `\n${lines}`)
      const { bytesWritten } = await history.write(bytes)
      if (bytesWritten < bytes.length) throw new Error('there is no room for all of it')
    } finally {
      await history.close()
    }
  } catch (error) {
    throw new UnavailableError(`${file} cannot be written: ${messageOf(error)}.`, { cause: error })
  }
}

/** Also where there is no line. Another program may be about to write: then there is an empty line, which is none, in the end. */
async function endsWithLine(history: Awaited<ReturnType<typeof open>>): Promise<boolean> {
  const { size } = await history.stat()
  if (size === 0) return true
  const { buffer, bytesRead } = await history.read(Buffer.alloc(1), 0, 1, size - 1)
  return bytesRead === 0 || buffer[0] === LINE_FEED
}

const LINE_FEED = 0x0a
