import { NotFoundError, UsageError } from '../errors.ts'
import type { Descriptor } from '../oci/descriptor.ts'
import { isDigest } from '../oci/digest.ts'
import { parseImageIndex } from '../oci/image-index.ts'
import { isReferrerTag } from '../oci/referrer-tags.ts'
import { isAttestation, selectPlatform } from '../oci/select-platform.ts'
import type { SourceOptions } from './options.ts'
import { wantedPlatform } from './platform-choice.ts'

/** The file that lists a layout's images (OCI image specification, image-layout.md). */
export const LAYOUT_INDEX = 'index.json'
/** The file that marks a directory or archive as an image layout. */
export const LAYOUT_MARKER = 'oci-layout'

/** More names than this make no readable error message. */
const MAX_LISTED = 50

/**
 * The entry of a layout's index.json that `tag` (a tag, full name or digest) names; without one, the only image there is.
 * Entries of one name that differ in their platform are told apart by the options.
 * @param layout how the user names the layout, `oci:DIR`
 * @throws {NotFoundError} when there is no such entry; {UsageError} when there are several and no tag;
 *   {BrokenImageError} when the index is malformed.
 */
export function selectLayoutEntry(
  bytes: Uint8Array,
  layout: string,
  tag: string | null,
  options: SourceOptions,
): Descriptor {
  const all = parseImageIndex(bytes, `${LAYOUT_INDEX} of ${layout}`).manifests
  const entries = all.filter((entry) => (tag === null ? !isAboutAnother(entry) : isNamed(entry, tag)))
  const names = [...new Set(all.map(nameOf).filter((name) => name !== undefined))].sort()
  const [first, ...others] = entries
  if (first === undefined) throw noEntry(layout, tag, names)
  if (others.every(({ digest }) => digest === first.digest)) return first
  if (new Set(entries.map(nameOf)).size > 1 && tag === null) {
    throw new UsageError(
      `${layout} holds ${entries.length} images; choose one as ${layout}:TAG, where TAG is ${list(names)}.`,
    )
  }
  if (entries.some(({ platform }) => platform === undefined)) {
    const digests = entries.map(({ digest }) => digest)
    throw new UsageError(
      `${layout} holds several images of that name; choose one as ${layout}:DIGEST: ${list(digests)}.`,
    )
  }
  return selectPlatform(entries, wantedPlatform(options), tag === null ? layout : `${layout}:${tag}`)
}

/** The tag of an entry; containerd and BuildKit write the full name beside it. */
export function nameOf({ annotations }: Descriptor): string | undefined {
  return annotations?.['org.opencontainers.image.ref.name'] ?? annotations?.['io.containerd.image.name']
}

/** Whether an entry is there for the sake of another: an attestation, a signature, a list of such. */
function isAboutAnother(entry: Descriptor): boolean {
  return isAttestation(entry) || entry.artifactType !== undefined || isReferrerTag(nameOf(entry) ?? '')
}

/** Whether an entry goes by this tag, full name or digest. */
export function isNamed({ annotations, digest }: Descriptor, tag: string): boolean {
  if (isDigest(tag)) return digest === tag
  return annotations?.['org.opencontainers.image.ref.name'] === tag || annotations?.['io.containerd.image.name'] === tag
}

function noEntry(layout: string, tag: string | null, names: readonly string[]): NotFoundError {
  if (tag === null) return new NotFoundError(`${layout} holds no image.`)
  const offer = names.length === 0 ? `its images have no tags, so leave ":${tag}" out` : `it has ${list(names)}`
  return new NotFoundError(`${layout} has no image with the tag ${JSON.stringify(tag)}; ${offer}.`)
}

function list(names: readonly string[]): string {
  return names.length > MAX_LISTED ? `${names.slice(0, MAX_LISTED).join(', ')}, …` : names.join(', ')
}
