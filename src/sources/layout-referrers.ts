import { LimitError, NotFoundError } from '../errors.ts'
import { LIMITS, type Limits } from '../limits.ts'
import { attestedManifest } from '../oci/attestation.ts'
import { bareDescriptor, type Descriptor } from '../oci/descriptor.ts'
import type { Digest } from '../oci/digest.ts'
import { verifyDocument } from '../oci/document.ts'
import { parseImageIndex } from '../oci/image-index.ts'
import { isIndexType } from '../oci/media-types.ts'
import { cosignTags } from '../oci/referrer-tags.ts'
import type { ContentStore, ListedReferrer } from './content-store.ts'
import { LAYOUT_INDEX, nameOf } from './layout-index.ts'

/**
 * The manifests that a layout may have about one of `subjects`: all that it lists, also in indexes within indexes, because
 * only a manifest itself says what it is about. What the index under a referrers tag lists is among them.
 * @param index the layout's index.json
 * @throws {LimitError} when it lists too many; {BrokenImageError} when an index is malformed or not what its digest promises.
 */
export async function layoutReferrers(
  index: Uint8Array,
  store: Pick<ContentStore, 'fetchManifest'>,
  subjects: readonly Digest[],
  { maxReferrers }: Limits,
): Promise<ListedReferrer[]> {
  const cosign = new Map(subjects.flatMap((subject) => cosignTags(subject).map((tag) => [tag, subject])))
  const listed: ListedReferrer[] = []
  const add = (entries: readonly Descriptor[]): void => {
    for (const entry of entries) listed.push(asReferrer(entry, cosign))
    if (listed.length <= maxReferrers) return
    throw new LimitError(`The layout lists more than ${maxReferrers} manifests`, LIMITS.maxReferrers.flag)
  }
  add(parseImageIndex(index, `The layout's ${LAYOUT_INDEX}`).manifests)
  const seen = new Set<Digest>()
  for (const { descriptor } of listed) {
    // grows on the way
    if (!isIndexType(descriptor.mediaType) || seen.has(descriptor.digest)) continue
    seen.add(descriptor.digest)
    add(await entriesOf(descriptor, store))
  }
  return listed
}

function asReferrer(entry: Descriptor, cosign: ReadonlyMap<string, Digest>): ListedReferrer {
  const descriptor = bareDescriptor(entry)
  const attested = attestedManifest(entry)
  if (attested !== undefined) return { descriptor, found: 'index', subject: attested }
  const named = cosign.get(tagOf(entry))
  if (named !== undefined) return { descriptor, found: 'cosign-tag', subject: named }
  return { descriptor, found: 'layout', subject: null }
}

/** What an index lists; nothing where the layout does not have it. */
async function entriesOf(
  index: Descriptor,
  store: Pick<ContentStore, 'fetchManifest'>,
): Promise<readonly Descriptor[]> {
  const what = `The index ${index.digest} of the layout`
  try {
    const { bytes } = await store.fetchManifest(index)
    verifyDocument(bytes, index, what)
    return parseImageIndex(bytes, what).manifests
  } catch (error) {
    if (error instanceof NotFoundError) return []
    throw error
  }
}

/** The tag of an entry, also of one that is listed by its full name. */
function tagOf(entry: Descriptor): string {
  const name = nameOf(entry) ?? ''
  return name.slice(name.lastIndexOf(':') + 1)
}
