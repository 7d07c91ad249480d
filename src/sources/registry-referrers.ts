import { LimitError, NotFoundError } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { bareDescriptor } from '../oci/descriptor.ts'
import type { Digest } from '../oci/digest.ts'
import { parseImageIndex } from '../oci/image-index.ts'
import { isIndexType } from '../oci/media-types.ts'
import { cosignTags, referrersTag } from '../oci/referrer-tags.ts'
import type { RegistryClient } from '../registry/client.ts'
import { fetchManifest } from '../registry/fetch-manifest.ts'
import { listReferrers } from '../registry/list-referrers.ts'
import { isDenied, type RefusalError } from '../registry/refusal.ts'
import type { FetchedManifest, ListedReferrer } from './content-store.ts'

/**
 * The manifests that a registry may have about `subject`: those that its referrers API lists, or where it has none the
 * referrers tag; and those under cosign's tags, which cosign writes whatever the registry can do.
 * @param limit how many are listed
 * @throws {UnavailableError} when the registry does not say; {LimitError} when there are more; {BrokenImageError} when a list
 *   is malformed.
 */
export async function registryReferrers(
  client: RegistryClient,
  subject: Digest,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<ListedReferrer[]> {
  const [listed, ...tagged] = await Promise.all([
    referrersOf(client, subject, limit, signal),
    ...cosignTags(subject).map((tag) => manifestUnder(tag, client, signal)),
  ])
  const ofCosign = tagged.filter((manifest) => manifest !== undefined)
  return [...listed, ...ofCosign.map((manifest) => ({ ...manifest, found: 'cosign-tag' as const, subject }))]
}

async function referrersOf(
  client: RegistryClient,
  subject: Digest,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<ListedReferrer[]> {
  let refusal: RefusalError | undefined
  try {
    const listed = await listReferrers(client, subject, limit, signal)
    if (listed !== undefined) return listed.map((descriptor) => ({ descriptor, found: 'referrers', subject: null }))
  } catch (error) {
    // Harbor before 2.8 answers 401 because it has no such API. Who may read the image may read what is about it, so that a
    // refusal is only believed when the tag is refused as well.
    if (!isDenied(error)) throw error
    refusal = error
  }
  const index = await manifestUnder(referrersTag(subject), client, signal, refusal)
  // GitLab takes the tag for the digest that it is made of, and answers with the subject itself
  if (index === undefined || index.descriptor.digest === subject || !isIndexType(index.descriptor.mediaType)) return []
  const { manifests } = parseImageIndex(index.bytes, `The list of referrers of ${client.repository}@${subject}`)
  if (manifests.length > limit) {
    throw new LimitError(`${client.repository}@${subject} has more than ${limit} referrers`, LIMITS.maxReferrers.flag)
  }
  return manifests.map((descriptor) => ({
    descriptor: bareDescriptor(descriptor),
    found: 'referrers-tag',
    subject: null,
  }))
}

/**
 * The manifest or index under a tag; undefined where there is none.
 * @throws `refusal`, where it is given and the registry denies the tag as well
 */
async function manifestUnder(
  tag: string,
  client: RegistryClient,
  signal: AbortSignal | undefined,
  refusal?: RefusalError,
): Promise<FetchedManifest | undefined> {
  try {
    return await fetchManifest(client, tag, signal)
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    if (!isDenied(error)) throw error
    // Artifactory answers 403 for a tag that is not there (github.com/sigstore/cosign/issues/2973).
    if (refusal !== undefined) throw refusal
    return undefined
  }
}
