import { hostPlatform, type Platform, parsePlatform, platformMatches } from '../oci/platform.ts'
import { missingPlatform } from '../oci/select-platform.ts'
import type { SourceOptions } from './options.ts'

/**
 * The platform that the user asked for by name, if any.
 * @throws {UsageError} when it is not a platform.
 */
export function explicitPlatform({ platform }: SourceOptions): Platform | undefined {
  return platform === undefined ? undefined : parsePlatform(platform)
}

/** The platform to choose where there are several. @throws {UsageError} as `explicitPlatform`. */
export function wantedPlatform(options: SourceOptions): Platform {
  return explicitPlatform(options) ?? hostPlatform(process.arch)
}

/**
 * A platform that was asked for by name also holds where there was nothing to choose from; without one, a lone image is
 * taken whatever it is for.
 * @param offered what the image is for, by its entry in an index or by its config
 * @throws {UnavailableError} that names the platform there is.
 */
export function refuseOtherPlatform(offered: Platform, reference: string, options: SourceOptions): void {
  const wanted = explicitPlatform(options)
  if (wanted === undefined) return
  const { os, architecture } = wanted
  // Configs rarely name their variant, not even those of images whose index entry does.
  const comparable = offered.variant === undefined ? { os, architecture } : wanted
  if (!platformMatches(offered, comparable)) throw missingPlatform([offered], wanted, reference)
}
