import { BrokenImageError, LimitError, NotFoundError, UnavailableError } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { bareDescriptor, type Descriptor } from '../oci/descriptor.ts'
import type { Digest } from '../oci/digest.ts'
import { parseImageIndex } from '../oci/image-index.ts'
import { MediaType } from '../oci/media-types.ts'
import { readBoundedBody } from './bounded-body.ts'
import type { RegistryClient } from './client.ts'
import { nextQuery } from './next-page.ts'
import { RefusalError } from './refusal.ts'
import { withRetries } from './retry.ts'
import type { HttpResponse } from './transport.ts'

/**
 * Answers, besides 404, of registries that do not know the referrers API: a web page (200), Quay before 3.12 (400), Artifactory
 * (406), and those that take it for another method or for something to be built (405, 501).
 */
const UNKNOWN_API_STATUSES: ReadonlySet<number> = new Set([200, 400, 405, 406, 501])

/**
 * Lists the manifests whose subject is `subject`, as the registry's referrers API has them (OCI distribution specification
 * 1.1, "Listing Referrers"), without their annotations; undefined where the registry does not have that API. No filter is asked for, so that
 * `OCI-Filters-Applied` says nothing here.
 * @param limit how many are read
 * @throws {RefusalError} when the registry refuses; {LimitError} when there are more, or a page is too large;
 *   {BrokenImageError} when the answer is malformed; {UnavailableError} when the registry cannot be reached.
 */
export async function listReferrers(
  client: RegistryClient,
  subject: Digest,
  limit: number,
  signal?: AbortSignal,
): Promise<readonly Descriptor[] | undefined> {
  const where = `The list of referrers of ${client.repository}@${subject}`
  const queries = new Set<string>()
  const listed: Descriptor[] = []
  for (let query: string | undefined = ''; query !== undefined; ) {
    if (queries.has(query))
      throw new BrokenImageError(`${where} is broken: one of its pages leads back to an earlier one.`)
    queries.add(query)
    const page = await fetchPage(client, subject, query, signal)
    if (page === undefined && query === '') return undefined
    if (page === undefined)
      throw new UnavailableError(`${where} is incomplete: ${client.registry} does not have its next page.`)
    if (page.bytes === null) {
      throw new LimitError(`${where} has more than ${client.maxManifestBytes} bytes`, LIMITS.maxManifestBytes.flag)
    }
    for (const descriptor of parseImageIndex(page.bytes, where).manifests) listed.push(bareDescriptor(descriptor))
    // pages without anything count too, or there could be any number of them
    if (listed.length + queries.size - 1 > limit) {
      throw new LimitError(`${where} has more than ${limit} entries`, LIMITS.maxReferrers.flag)
    }
    query = page.next
  }
  return listed
}

/** One page, and the query of the next one; undefined where the registry does not know the API. */
async function fetchPage(
  client: RegistryClient,
  subject: Digest,
  query: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly bytes: Uint8Array | null; readonly next: string | undefined } | undefined> {
  const what = `the referrers of image ${client.repository}@${subject}`
  const request = { path: `referrers/${subject}${query}`, headers: { accept: MediaType.ociIndex }, what, signal }
  try {
    return await withRetries(client.retryPolicy, signal, async () => {
      const response = await client.get(request)
      if (!isIndex(response)) {
        await response.discard()
        return undefined
      }
      return { bytes: await readBoundedBody(response, client.maxManifestBytes), next: nextQuery(response) }
    })
  } catch (error) {
    const isUnknown = error instanceof RefusalError && UNKNOWN_API_STATUSES.has(error.status)
    if (isUnknown || error instanceof NotFoundError) return undefined
    throw error
  }
}

/** Registries that answer every address with something do not call it an index. */
function isIndex(response: HttpResponse): boolean {
  const contentType = (response.header('content-type') ?? '').split(';')[0]!.trim().toLowerCase()
  return response.status === 200 && (contentType === MediaType.ociIndex || contentType === 'application/json')
}
