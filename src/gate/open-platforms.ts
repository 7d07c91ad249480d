import { type InspectOptions, sourceOptionsOf } from '../inventory/read-images.ts'
import { formatPlatform, type Platform, parsePlatform } from '../oci/platform.ts'
import type { Image } from '../sources/image.ts'
import { openImage, openPlatforms } from '../sources/index.ts'
import type { WrittenRule } from './budget.ts'
import { PLATFORMS } from './platforms-budget.ts'

/** One image of what is gated, and the rules that are about it. */
export interface OpenedPlatform {
  /** Null where the image's manifest does not say. */
  readonly platform: Platform | null
  /** Null where the name does not offer the platform. */
  readonly image: Image | null
  /** What the name offers; empty where no rule asks. */
  readonly offered: readonly Platform[]
  readonly rules: readonly WrittenRule[]
}

/**
 * Opens what a gate is about, in the order of the platforms' names: every platform that a rule names, or else the one image that the
 * options choose. The caller closes the images.
 * @throws the same as `openImage`, but for a platform that is not there
 */
export async function openGated(
  reference: string,
  rules: readonly WrittenRule[],
  options: InspectOptions,
): Promise<OpenedPlatform[]> {
  const source = sourceOptionsOf(options)
  const byPlatform = Map.groupBy(rules, ({ budget, rule: { subject } }) =>
    budget === PLATFORMS && subject !== null ? formatPlatform(parsePlatform(subject)) : null,
  )
  const forAll = byPlatform.get(null) ?? []
  const names = [...byPlatform.keys()].filter((name) => name !== null).sort()
  if (names.length === 0) {
    const image = await openImage(reference, source)
    return [{ platform: image.descriptor?.platform ?? null, image, offered: [], rules: forAll }]
  }
  const opened = await openPlatforms(reference, names, source)
  return opened.map(({ platform: name, image, offered }) => {
    const platform = parsePlatform(name)
    const own = byPlatform.get(name) ?? []
    // what was opened is there, whatever its config says of its variant
    return image === null
      ? { platform, image, offered, rules: own }
      : { platform, image, offered: [platform, ...offered], rules: [...own, ...forAll] }
  })
}
