import { readFile, stat } from 'node:fs/promises'
import { UsageError } from '../errors.ts'
import { unreadable } from '../sources/file-bytes.ts'
import type { ImageListEntry } from './image-list.ts'

/** Some thousands of entries; what is larger is another file. */
const MAX_BYTES = 1024 * 1024

/**
 * Reads a file with a list of images.
 * @throws {UsageError} when it is wrong, naming file, line and column; {UnavailableError} when it cannot be read
 */
export async function readImageList(file: string): Promise<ImageListEntry[]> {
  const text = await readListText(file)
  const { parseImageList } = await import('./parse.ts') // yaml and zod take some 60 ms
  return parseImageList(text, file)
}

/** The text of such a file. @throws the same as `readImageList`, but for what is wrong in it */
export async function readListText(file: string): Promise<string> {
  try {
    const { size } = await stat(file)
    if (size <= MAX_BYTES) return await readFile(file, 'utf8')
  } catch (error) {
    throw unreadable(error, file)
  }
  throw new UsageError(`${file} is larger than ${MAX_BYTES} bytes: it is no list of images.`)
}
