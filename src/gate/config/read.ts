import { basename } from 'node:path'
import { NotFoundError, UsageError } from '../../errors.ts'
import { readBoundedText } from '../../yaml/bounded-text.ts'
import { PACKAGE_FILE, PACKAGE_KEY } from './find.ts'
import { type GateSettings, NO_SETTINGS } from './settings.ts'

/**
 * Reads a configuration: YAML or JSON, or the key `imgpeek` of a package.json.
 * @throws {UsageError} when it is not there, or when it is wrong, naming file, line and column; {UnavailableError} when it cannot be read
 */
export async function readConfig(file: string): Promise<GateSettings> {
  const text = await readNamedText(file, 'configuration')
  const { parseConfig } = await import('./parse.ts') // yaml and zod take some 60 ms
  return parseConfig(text, file, basename(file) === PACKAGE_FILE ? [PACKAGE_KEY] : [])
}

/**
 * Reads a `.dive-ci`, dive's own configuration.
 * @throws {UsageError} when it is not there, or when it is wrong, naming file, line and column; {UnavailableError} when it cannot be read
 */
export async function readDiveCi(file: string): Promise<GateSettings> {
  const text = await readNamedText(file, '.dive-ci')
  const { parseDiveCi } = await import('../dive-ci/parse.ts')
  return { ...NO_SETTINGS, ...parseDiveCi(text, file) }
}

/** A file that the command line names is a mistake of the command line where it is not there. */
async function readNamedText(file: string, what: string): Promise<string> {
  try {
    return await readBoundedText(file, what)
  } catch (error) {
    throw error instanceof NotFoundError ? new UsageError(`The ${what} ${file} does not exist.`) : error
  }
}
