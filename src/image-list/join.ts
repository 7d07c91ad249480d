import { UsageError } from '../errors.ts'
import type { ListedImage } from './image-list.ts'
import { shortLabels } from './short-labels.ts'

/**
 * Images named by reference alone, which get short labels, then those of lists, which have their own. What is there twice is
 * taken once.
 * @throws {UsageError} when a reference has a scheme that is none, or two different images have the same label.
 */
export function joinImages(references: readonly string[], listed: readonly ListedImage[]): ListedImage[] {
  const named = [...new Set(references)]
  const others = listed.filter(({ reference, platform }) => platform !== undefined || !named.includes(reference))
  const labels = shortLabels(
    named,
    others.map(({ label }) => label),
  )
  const images = new Map<string, ListedImage>()
  for (const image of [...named.map((reference, index) => ({ label: labels[index]!, reference })), ...others]) {
    const { reference, platform }: ListedImage = image
    const key = JSON.stringify([reference, platform])
    if (!images.has(key)) images.set(key, image)
  }
  refuseSameLabels([...images.values()])
  return [...images.values()]
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
