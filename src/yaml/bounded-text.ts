import { readFile, stat } from 'node:fs/promises'
import { UsageError } from '../errors.ts'
import { unreadable } from '../sources/file-bytes.ts'

/** Thousands of entries; what is larger is another file than was meant. */
const MAX_BYTES = 1024 * 1024

/**
 * Reads a file that a user writes.
 * @param what what it is to be, for messages: `list of images`
 * @param most bytes
 * @throws {UsageError} when it is too large; {UnavailableError} when it cannot be read
 */
export async function readBoundedText(file: string, what: string, most = MAX_BYTES): Promise<string> {
  try {
    const { size } = await stat(file)
    if (size <= most) return await readFile(file, 'utf8')
  } catch (error) {
    throw unreadable(error, file)
  }
  throw new UsageError(`${file} is larger than ${most} bytes: it is no ${what}.`)
}
