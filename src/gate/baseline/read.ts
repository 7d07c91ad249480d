import { UsageError } from '../../errors.ts'
import { formatPlatform, normalizePlatform, type Platform, platformMatches } from '../../oci/platform.ts'
import type { BaselineDocument, BaselineFile } from '../../report/baseline-document.ts'
import { readBoundedText } from '../../yaml/bounded-text.ts'

/** Many times what images of some platforms take. */
const MAX_BYTES = 16 * 1024 * 1024

/**
 * Reads a saved baseline.
 * @throws {NotFoundError} when there is no such file; {UnavailableError} when it cannot be read; {UsageError} when it is no baseline
 */
export async function readBaselineFile(file: string): Promise<BaselineFile> {
  return parseBaseline(await readBoundedText(file, 'baseline', MAX_BYTES), file)
}

/** The image of a baseline for a platform, or else for an older variant that runs there; undefined where it has none. */
export function baselineFor({ images }: BaselineFile, platform: Platform): BaselineDocument | undefined {
  const wanted = formatPlatform(normalizePlatform(platform))
  const exact = images.find((image) => formatPlatform(normalizePlatform(image.platform)) === wanted)
  return exact ?? images.find((image) => platformMatches(image.platform, platform))
}

/**
 * What a saved baseline says; `file` names it in errors.
 * @throws {UsageError} when it is no baseline
 */
export async function parseBaseline(text: string, file: string): Promise<BaselineFile> {
  const refuse = (why: string): UsageError =>
    new UsageError(`${file} is no baseline: ${why}; write one with imgpeek gate save IMAGE -o ${file}.`)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw refuse('it is not JSON')
  }
  const { baselineSchema } = await import('./schema.ts') // zod takes some 40 ms
  const { success, data, error } = baselineSchema.safeParse(json)
  if (success) return data as BaselineFile // what zod makes of an optional field is not what exactOptionalPropertyTypes wants
  const { path, message } = error.issues[0]!
  throw refuse(path.length === 0 ? message : `${path.join('.')}: ${message}`)
}
