import { isAbsolute, join } from 'node:path'
import { referenceInFile } from '../image-list/reference-in-file.ts'
import { parseReference } from '../reference.ts'

/** Whether the name of a baseline is that of a saved file, not of an image: `NAME.json`, which no image is called. */
export function isBaselineFile(text: string): boolean {
  return text.endsWith('.json') && parseReference(text).scheme === null
}

/**
 * A baseline that a file in `directory` names, as the command line takes it: a relative path is relative to that directory.
 * @throws {UsageError} when it is no reference
 */
export function baselineInFile(text: string, directory: string): string {
  if (!isBaselineFile(text)) return referenceInFile(text, directory)
  return isAbsolute(text) ? text : join(directory, text)
}
