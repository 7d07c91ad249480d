import { type FileHandle, open, stat } from 'node:fs/promises'
import { InterruptedError, messageOf, NotFoundError, UnavailableError } from '../errors.ts'

/** Bytes asked of the operating system at a time: large enough that the calls do not count. */
const CHUNK_BYTES = 512 * 1024

/**
 * Opens a file for reading.
 * @throws {UnavailableError} when it cannot be; `what` names it.
 */
export async function openFile(path: string | Buffer, what: string): Promise<FileHandle> {
  try {
    // Opening a pipe would wait for a writer for ever.
    if ((await stat(path)).isFile()) return await open(path, 'r')
  } catch (error) {
    throw unreadable(error, what)
  }
  throw new UnavailableError(`${what} is not a file.`)
}

/**
 * Streams the bytes of an open file from `start` to `end` (exclusive), or to its end where it is shorter. Each piece is
 * the receiver's own. Reads by position: any number of readers may share the handle.
 * @throws {UnavailableError} when it cannot be read; {InterruptedError} when the signal fires.
 */
export async function* readRange(
  file: FileHandle,
  start: number,
  end: number,
  what: string,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; ) {
    if (signal?.aborted) throw new InterruptedError(undefined, { cause: signal.reason })
    const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, end - at))
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at).catch((error: unknown) => {
      throw unreadable(error, what)
    })
    if (bytesRead === 0) return
    yield bytesRead === buffer.length ? buffer : buffer.subarray(0, bytesRead)
    at += bytesRead
  }
}

/** Streams a whole file; otherwise as `readRange`. */
export async function* readFileBytes(path: string, what: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const file = await openFile(path, what)
  try {
    yield* readRange(file, 0, Number.POSITIVE_INFINITY, what, signal)
  } finally {
    await file.close()
  }
}

/** Why the operating system would not give a file, in the user's words; `what` names the file and begins the sentence. */
export function unreadable(error: unknown, what: string): UnavailableError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'does not exist',
    ENOTDIR: 'does not exist: a part of its path is not a directory',
    EACCES: 'may not be read by this user',
    EPERM: 'may not be read by this user',
    EISDIR: 'is a directory, where a file is expected',
  }
  const reason = (typeof code === 'string' && reasons[code]) || `cannot be read: ${messageOf(error)}`
  const Unreadable = code === 'ENOENT' || code === 'ENOTDIR' ? NotFoundError : UnavailableError
  return new Unreadable(`${what} ${reason}.`, { cause: error })
}
