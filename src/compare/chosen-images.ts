import { UsageError } from '../errors.ts'
import type { ListedImage } from '../image-list/image-list.ts'
import { shortLabels } from './short-labels.ts'

const FEWEST = 2
const MOST = 50

/**
 * The images of a comparison: those named by reference alone, which get short labels, then those of lists, which have their
 * own. What is there twice is taken once.
 * @throws {UsageError} when they are too few or too many, or two different ones have the same label.
 */
export function chosenImages(references: readonly string[], listed: readonly ListedImage[]): ListedImage[] {
  const named = [...new Set(references)]
  const labels = shortLabels(named)
  const chosen = new Map<string, ListedImage>()
  const ownLabels = named.map((reference, i): ListedImage => ({ label: labels[i]!, reference }))
  for (const image of [...ownLabels, ...listed]) {
    const key = JSON.stringify([image.reference, image.platform])
    if (!chosen.has(key)) chosen.set(key, image)
  }
  const images = [...chosen.values()]
  if (images.length < FEWEST) {
    const found = images.length === 0 ? 'no image is named' : `only ${images[0]!.label} is named`
    throw new UsageError(`A comparison takes two images or more, and ${found}; name another, or a list with --file.`)
  }
  if (images.length > MOST) {
    throw new UsageError(`A comparison takes at most ${MOST} images, and ${images.length} are named; leave some out.`)
  }
  refuseSameLabels(images)
  return images
}

function refuseSameLabels(images: readonly ListedImage[]): void {
  const byLabel = new Map<string, ListedImage>()
  for (const image of images) {
    const other = byLabel.get(image.label)
    if (other !== undefined) {
      throw new UsageError(
        `${other.reference} and ${image.reference} have the same label, “${image.label}”; give one of them another.`,
      )
    }
    byLabel.set(image.label, image)
  }
}
