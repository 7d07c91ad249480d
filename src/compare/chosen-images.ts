import { UsageError } from '../errors.ts'
import type { ListedImage } from '../image-list/image-list.ts'
import { joinImages } from '../image-list/join.ts'

const FEWEST = 2
const MOST = 50

/**
 * The images of a comparison.
 * @throws {UsageError} when they are too few or too many; the same as `joinImages`
 */
export function chosenImages(references: readonly string[], listed: readonly ListedImage[]): ListedImage[] {
  const images = joinImages(references, listed)
  if (images.length < FEWEST) {
    const found = images.length === 0 ? 'no image is named' : `only ${images[0]!.label} is named`
    throw new UsageError(`A comparison takes two images or more, and ${found}; name another, or a list with --file.`)
  }
  if (images.length > MOST) {
    throw new UsageError(`A comparison takes at most ${MOST} images, and ${images.length} are named; leave some out.`)
  }
  return images
}
