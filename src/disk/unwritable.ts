import { messageOf, UnavailableError } from '../errors.ts'

/** What keeps a file from being written, in the user's words; the operating system's are about a temporary file. */
const REASONS: Readonly<Partial<Record<string, string>>> = {
  ENOENT: 'its directory does not exist',
  ENOTDIR: 'a part of its path is not a directory',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the filesystem is read-only',
  ENOSPC: 'the disk is full',
}

/** The error for a path that the operating system would not let be written: no space, no permission. */
export function unwritable(path: string, error: unknown): UnavailableError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const reason = REASONS[code] ?? messageOf(error)
  return new UnavailableError(`${path} cannot be written: ${reason}.`, { cause: error })
}

/** @throws {UnavailableError} in place of what the operating system says of `work`, which writes `path`. */
export async function naming<T>(path: string, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw unwritable(path, error)
  })
}
