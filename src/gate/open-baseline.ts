import { NotFoundError } from '../errors.ts'
import { type InspectOptions, sourceOptionsOf } from '../inventory/read-images.ts'
import { formatPlatform, type Platform } from '../oci/platform.ts'
import { isDenied } from '../registry/refusal.ts'
import type { BaselineDocument } from '../report/baseline-document.ts'
import type { Image } from '../sources/image.ts'
import { openPlatforms } from '../sources/index.ts'
import { baselineFor, readBaselineFile } from './baseline/read.ts'
import { isBaselineFile } from './baseline-name.ts'

/** What an image is measured against. */
export type OpenedBaseline =
  | { readonly kind: 'saved'; readonly document: BaselineDocument }
  /** The caller closes it. */
  | { readonly kind: 'image'; readonly image: Image }
  /** There is nothing to measure against; `why` is for the reader. */
  | { readonly kind: 'none'; readonly why: string }

/**
 * Opens the baseline of each platform; an image by one index, so that all are of one time. That there is none yet, or that it may not be
 * read, as in a pull request from a fork, is no error: what does not need it is judged without it.
 * @param name a saved file, or an image, as the command line takes it
 * @returns one for each platform, in their order
 * @throws {UsageError} when it is no baseline; {UnavailableError} when its registry cannot be reached; {BrokenImageError} when it is
 *   broken
 */
export async function openBaselines(
  name: string,
  platforms: readonly Platform[],
  options: InspectOptions,
): Promise<OpenedBaseline[]> {
  try {
    if (isBaselineFile(name)) {
      const file = await readBaselineFile(name)
      return platforms.map((platform) => {
        const document = baselineFor(file, platform)
        return document === undefined ? lacking(name, platform) : { kind: 'saved', document }
      })
    }
    const opened = await openPlatforms(name, platforms.map(formatPlatform), sourceOptionsOf(options))
    return opened.map(({ image }, index) =>
      image === null ? lacking(name, platforms[index]!) : { kind: 'image', image },
    )
  } catch (error) {
    const why = whyNone(error, name)
    return platforms.map(() => ({ kind: 'none', why }))
  }
}

function lacking(name: string, platform: Platform): OpenedBaseline {
  return { kind: 'none', why: `the baseline ${name} has no image for ${formatPlatform(platform)}` }
}

/** @throws `error`, where it is another than that there is none or that it may not be read */
function whyNone(error: unknown, name: string): string {
  const said = (reason: Error): string => reason.message.replace(/\.$/, '')
  if (isDenied(error)) return `the baseline ${name} may not be read: ${said(error)}`
  if (!(error instanceof NotFoundError)) throw error
  const advice = isBaselineFile(name) ? `; imgpeek gate save IMAGE -o ${name} writes one` : ''
  return `there is no baseline yet: ${said(error)}${advice}`
}
