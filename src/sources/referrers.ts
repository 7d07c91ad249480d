import { LimitError, NotFoundError } from '../errors.ts'
import { LIMITS, type Limits } from '../limits.ts'
import { parseArtifact } from '../oci/artifact.ts'
import { attestedManifest } from '../oci/attestation.ts'
import { bareDescriptor, type Descriptor } from '../oci/descriptor.ts'
import type { Digest } from '../oci/digest.ts'
import { verifyDocument } from '../oci/document.ts'
import type { ContentStore, ListedReferrer } from './content-store.ts'
import { eitherSignal } from './either-signal.ts'
import type { FoundIndex } from './manifest-search.ts'
import type { Referrer } from './referrer.ts'
import { labelOf } from './referrer-label.ts'

/** How many manifests are fetched at a time. */
const BATCH = 8

/** Where documents about an image are searched, and how errors name it. */
interface ReferrerSearch {
  readonly store: ContentStore
  readonly reference: string
  /** The image's manifest. */
  readonly manifest: Digest
  /** The indexes that list the image: what is about them is about the image too. */
  readonly indexes: readonly FoundIndex[]
  readonly limits: Limits
  readonly signal: AbortSignal | undefined
}

/**
 * Finds the documents that are kept beside an image. What refers to these in turn is not looked for, so that there is no
 * circle to walk in.
 * @throws {UnavailableError} when the source does not say; {LimitError} when there are too many; {BrokenImageError} when one
 *   is malformed or is not what its digest promises.
 */
export async function findReferrers(search: ReferrerSearch): Promise<readonly Referrer[]> {
  const subjects = [search.manifest, ...search.indexes.map(({ digest }) => digest)]
  const listed = [...attestationsIn(search), ...(await search.store.referrers(subjects))]
  // some registries answer a tag made of a digest with what the digest names
  const others = distinct(listed).filter(({ descriptor }) => !subjects.includes(descriptor.digest))
  refuseTooMany(others.length, search)
  const found: Referrer[] = []
  for (let start = 0; start < others.length; start += BATCH) {
    const batch = others.slice(start, start + BATCH).map((referrer) => documentsOf(referrer, subjects, search))
    for (const documents of await Promise.all(batch)) {
      for (const document of documents) found.push(document)
    }
    refuseTooMany(found.length, search)
  }
  return found.sort((a, b) => Number(a.digest > b.digest) - Number(a.digest < b.digest))
}

/** The attestation manifests about an image that stand beside it in its indexes (BuildKit, attestation-storage.md). */
function attestationsIn({ indexes, manifest }: ReferrerSearch): ListedReferrer[] {
  return indexes.flatMap(({ manifests }) =>
    manifests
      .filter((descriptor) => attestedManifest(descriptor) === manifest)
      .map((descriptor) => ({ descriptor, found: 'index', subject: manifest })),
  )
}

/** Each manifest once, in the first of the ways that say what it is about, if there is one. */
function distinct(listed: readonly ListedReferrer[]): ListedReferrer[] {
  const byDigest = new Map<Digest, ListedReferrer>()
  for (const referrer of listed) {
    const known = byDigest.get(referrer.descriptor.digest)
    const saysMore = known?.subject === null && referrer.subject !== null
    if (known === undefined || saysMore) byDigest.set(referrer.descriptor.digest, referrer)
  }
  return [...byDigest.values()]
}

/** The documents of one manifest; none where it is not there or is about something else. */
async function documentsOf(
  { descriptor, found, subject: known, bytes: fetched }: ListedReferrer,
  subjects: readonly Digest[],
  search: ReferrerSearch,
): Promise<Referrer[]> {
  const what = `The manifest ${descriptor.digest}, which refers to ${search.reference},`
  const bytes = fetched ?? (await fetchIfThere(descriptor, search.store))
  if (bytes === undefined) return []
  verifyDocument(bytes, descriptor, what)
  const artifact = parseArtifact(bytes, what)
  const subject = known ?? artifact.subject?.digest
  if (subject === undefined || !subjects.includes(subject)) return []
  refuseTooMany(artifact.blobs.length, search)
  const documents: Referrer[] = []
  for (const blob of artifact.blobs) {
    const bare = bareDescriptor(blob)
    const read = (signal?: AbortSignal): Promise<Uint8Array> => readBlob(bare, search, signal)
    documents.push({ ...(await labelOf(blob, artifact, read)), ...bare, subject, found, read })
  }
  return documents
}

/** A copy of an image need not have all that its index lists. */
async function fetchIfThere(descriptor: Descriptor, store: ContentStore): Promise<Uint8Array | undefined> {
  try {
    return (await store.fetchManifest(descriptor)).bytes
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}

async function readBlob(
  blob: Descriptor,
  { store, reference, limits, signal }: ReferrerSearch,
  own: AbortSignal | undefined,
): Promise<Uint8Array> {
  const what = `The document ${blob.digest} of ${reference}`
  if (blob.size > limits.maxReferrerBytes) {
    throw new LimitError(`${what} has ${blob.size} bytes`, LIMITS.maxReferrerBytes.flag)
  }
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of store.blob(blob, eitherSignal(own, signal))) {
    pieces.push(piece)
    length += piece.length
    if (length > blob.size) break // the wrong size, which is now for verifyDocument to say
  }
  const bytes = Buffer.concat(pieces)
  verifyDocument(bytes, blob, what)
  return bytes
}

function refuseTooMany(count: number, { reference, limits }: ReferrerSearch): void {
  if (count <= limits.maxReferrers) return
  throw new LimitError(
    `${reference} has more than ${limits.maxReferrers} documents beside it`,
    LIMITS.maxReferrers.flag,
  )
}
