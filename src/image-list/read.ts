import { readBoundedText } from '../yaml/bounded-text.ts'
import type { ImageListEntry } from './image-list.ts'

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
export function readListText(file: string): Promise<string> {
  return readBoundedText(file, 'list of images')
}
