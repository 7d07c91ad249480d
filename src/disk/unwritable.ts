import { messageOf, UnavailableError } from '../errors.ts'

/** The error for a path that the operating system would not let be written: no space, no permission. */
export function unwritable(path: string, error: unknown): UnavailableError {
  return new UnavailableError(`${path} cannot be written: ${messageOf(error)}.`, { cause: error })
}

/** @throws {UnavailableError} in place of what the operating system says of `work`, which writes `path`. */
export async function naming<T>(path: string, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw unwritable(path, error)
  })
}
