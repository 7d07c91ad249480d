import { UnavailableError } from '../errors.ts'
import type { Descriptor } from './descriptor.ts'
import { formatPlatform, matchRank, normalizePlatform, type Platform, UNKNOWN } from './platform.ts'

/** There is an image, but none for the platform that was asked for. */
export class MissingPlatformError extends UnavailableError {
  override name = 'MissingPlatformError'
  /** The platforms that there are images for. */
  readonly offered: readonly Platform[]

  constructor(message: string, offered: readonly Platform[]) {
    super(message)
    this.offered = offered
  }
}

/**
 * The image among an index's manifests that suits `wanted` best, attestations left out; undefined where none does.
 * Of equally good ones the first, as containerd takes it.
 */
export function findPlatform(manifests: readonly Descriptor[], wanted: Platform): Descriptor | undefined {
  let best: Descriptor | undefined
  let bestRank = Number.POSITIVE_INFINITY
  for (const descriptor of manifests) {
    if (descriptor.platform === undefined || isAttestation(descriptor)) continue
    const rank = matchRank(descriptor.platform, wanted) ?? Number.POSITIVE_INFINITY
    if (rank >= bestRank) continue
    best = descriptor
    bestRank = rank
  }
  return best
}

/**
 * As `findPlatform`; a lone image whose descriptor names no platform is taken as well.
 * @throws {MissingPlatformError} that lists the platforms there are; `where` names the index. {UnavailableError} when the index lists
 *   no image.
 */
export function selectPlatform(manifests: readonly Descriptor[], wanted: Platform, where: string): Descriptor {
  const found = findPlatform(manifests, wanted)
  if (found !== undefined) return found
  const images = manifests.filter((descriptor) => !isAttestation(descriptor))
  const [only, ...more] = images
  if (only === undefined) throw new UnavailableError(`${where} lists no image.`)
  if (more.length === 0 && only.platform === undefined) return only
  throw missingPlatform(
    images.flatMap((descriptor) => descriptor.platform ?? []),
    wanted,
    where,
  )
}

/** The error for an image that is not there for the platform `wanted`; it lists those there are. */
export function missingPlatform(available: readonly Platform[], wanted: Platform, where: string): MissingPlatformError {
  const names = [...new Set(available.map((platform) => formatPlatform(normalizePlatform(platform))))].sort()
  const listed = names.length > 50 ? [...names.slice(0, 50), '…'] : names
  const offer = listed.length === 0 ? 'it names no platforms' : `choose another with --platform: ${listed.join(', ')}`
  return new MissingPlatformError(`${where} has no image for ${formatPlatform(wanted)}; ${offer}.`, available)
}

/** Whether an index's entry is an attestation (SBOM, provenance) that BuildKit put beside the images, not an image. */
export function isAttestation(descriptor: Descriptor): boolean {
  const { annotations, platform } = descriptor
  // https://github.com/moby/buildkit/blob/master/docs/attestations/attestation-storage.md
  if (annotations?.['vnd.docker.reference.type'] === 'attestation-manifest') return true
  return platform?.os === UNKNOWN && platform.architecture === UNKNOWN
}
