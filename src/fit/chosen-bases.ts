import { UsageError } from '../errors.ts'
import type { ListedImage } from '../image-list/image-list.ts'
import { joinImages } from '../image-list/join.ts'

/**
 * The bases to try.
 * @throws {UsageError} when there is none; the same as `joinImages`
 */
export function chosenBases(references: readonly string[], listed: readonly ListedImage[]): ListedImage[] {
  const bases = joinImages(references, listed)
  if (bases.length > 0) return bases
  throw new UsageError('No base is named; name one, such as debian:12-slim, or a set of them with --bases.')
}
