import type { BrokenImageError, UnavailableError } from '../errors.ts'
import type { PlannedImage } from '../kubernetes/image-plan.ts'
import { formatPlatform, normalizePlatform } from '../oci/platform.ts'
import { MissingPlatformError } from '../oci/select-platform.ts'

/** The same error, with where the image is asked for; that it is not there for the nodes' architecture is said as such. */
export function placedError<Failure extends UnavailableError | BrokenImageError>(
  error: Failure,
  { origin, label, platform }: PlannedImage,
): Failure {
  if (error instanceof MissingPlatformError && platform !== undefined) {
    const offered = [...new Set(error.offered.map((offer) => formatPlatform(normalizePlatform(offer))))].sort()
    error.message = `${label} has no image for nodes of ${platform}; it has ${offered.join(', ') || 'none with a platform'}.`
  }
  error.message = `${origin}: ${error.message}`
  return error
}
