import { shortLabels } from '../compare/short-labels.ts'
import { UsageError } from '../errors.ts'
import type { ListedImage } from '../image-list/image-list.ts'

/**
 * The bases to try: those named by reference, which get short labels, then those of sets, which have their own. What is there
 * twice is taken once.
 * @throws {UsageError} when there is none
 */
export function chosenBases(references: readonly string[], listed: readonly ListedImage[]): ListedImage[] {
  const named = [...new Set(references)]
  const labels = shortLabels(named)
  const chosen = new Map<string, ListedImage>()
  for (const base of [...named.map((reference, i) => ({ label: labels[i]!, reference })), ...listed]) {
    const { reference, platform } = base as ListedImage
    const key = JSON.stringify([reference, platform])
    if (!chosen.has(key)) chosen.set(key, base)
  }
  if (chosen.size > 0) return [...chosen.values()]
  throw new UsageError('No base is named; name one, such as debian:12-slim, or a set of them with --bases.')
}
