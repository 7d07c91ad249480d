import { BrokenImageError, LimitError } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { JsonObject } from '../oci/json-object.ts'
import { readBoundedBody } from './bounded-body.ts'
import type { RegistryClient } from './client.ts'
import { nextQuery } from './next-page.ts'
import { withRetries } from './retry.ts'

/** More tags than any repository is known to have; a registry that lists them without end must not be followed. */
const MAX_TAGS = 1_000_000
/** Registries give fewer where they want to. */
const PAGE = 1000

/**
 * Lists the tags of the client's repository, in the order in which the registry does (OCI distribution specification 1.1, "Listing
 * Tags").
 * @throws {NotFoundError} when there is no such repository; {UnavailableError} when the registry does not say; {LimitError} when
 *   there are too many, or a page is too large; {BrokenImageError} when the answer is malformed.
 */
export async function listTags(client: RegistryClient, signal?: AbortSignal): Promise<string[]> {
  const what = `the tags of ${client.repository}`
  const where = `The list of tags of ${client.registry}/${client.repository}`
  const queries = new Set<string>()
  const tags: string[] = []
  for (let query: string | undefined = `?n=${PAGE}`; query !== undefined; ) {
    if (queries.has(query)) {
      throw new BrokenImageError(`${where} is broken: one of its pages leads back to an earlier one.`)
    }
    queries.add(query)
    const request = { path: `tags/list${query}`, headers: { accept: 'application/json' }, what, signal }
    const { bytes, next } = await withRetries(client.retryPolicy, signal, async () => {
      const response = await client.get(request)
      return { bytes: await readBoundedBody(response, client.maxManifestBytes), next: nextQuery(response) }
    })
    if (bytes === null) {
      throw new LimitError(
        `${where} has a page of more than ${client.maxManifestBytes} bytes`,
        LIMITS.maxManifestBytes.flag,
      )
    }
    for (const tag of JsonObject.parse(bytes, where).strings('tags') ?? []) tags.push(tag)
    // Pages without anything count too, or there could be any number of them.
    if (tags.length + queries.size > MAX_TAGS) throw new LimitError(`${where} has more than ${MAX_TAGS} entries`, null)
    query = next
  }
  return tags
}
