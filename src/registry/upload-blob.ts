import { UnavailableError } from '../errors.ts'
import type { Digest } from '../oci/digest.ts'
import type { RegistryClient } from './client.ts'
import { TransientError, withRetries } from './retry.ts'
import type { HttpResponse } from './transport.ts'

/** A blob whose digest is known before it is uploaded. */
export interface UploadableBlob {
  readonly digest: Digest
  /** In bytes. */
  readonly size: number
  /** Another repository of the same registry that has it; null for none that is known. */
  readonly alsoIn: string | null
  /** Streams the bytes, as often as it is asked to. */
  open(): AsyncIterable<Uint8Array>
}

/** How a blob came to be in a repository: it was sent, or taken over from another repository, or there already. */
export type Upload = 'written' | 'mounted' | 'present'

/** How long a registry may take to forget an upload, in milliseconds: nobody waits for its answer with interest. */
const CANCEL_TIMEOUT = 5000

/**
 * Uploads a blob in one piece, unless the repository has it, or another that can share it. An attempt that failed is
 * cancelled and made again from the beginning.
 * @throws {UnavailableError} when the registry does not take it; {InterruptedError} when the signal aborts; what `open` throws.
 */
export async function uploadBlob(client: RegistryClient, blob: UploadableBlob, signal?: AbortSignal): Promise<Upload> {
  const { digest, size } = blob
  const what = uploadOf(client, `blob ${digest}`)
  return withRetries<Upload>(client.retryPolicy, signal, async () => {
    // Also on a second attempt: the first may have failed after the last byte.
    if (await hasBlob(client, digest, size, signal)) return 'present'
    const mounted = blob.alsoIn === null ? null : await mount(client, digest, blob.alsoIn, signal)
    if (mounted === 'mounted') return mounted
    const target = mounted ?? (await startUpload(client, what, signal))
    return cancelledOnFailure<Upload>(client, target, async () => {
      const headers = { 'content-type': 'application/octet-stream', 'content-length': String(size) }
      // An empty stream could not be told from no body at all.
      const body = size === 0 ? new Uint8Array(0) : blob.open()
      await finishUpload(client, { target, digest, headers, body, what, signal })
      return 'written'
    })
  })
}

/**
 * Uploads bytes whose digest is only known at their end. They are there once, so that a broken connection ends it.
 * @param digest asked for when `bytes` has ended
 * @throws {UnavailableError} when the registry does not take them; {InterruptedError} when the signal aborts; what `bytes` throws.
 */
export async function uploadStream(
  client: RegistryClient,
  bytes: AsyncIterable<Uint8Array>,
  digest: () => Digest,
  signal?: AbortSignal,
): Promise<void> {
  const what = uploadOf(client, 'a layer')
  const iterator = bytes[Symbol.asyncIterator]()
  try {
    // Who makes the bytes may take its time to begin, and a registry that has been asked does not wait for ever.
    const first = await iterator.next()
    const target = await withRetries(client.retryPolicy, signal, () => startUpload(client, what, signal))
    await cancelledOnFailure(client, target, async () => {
      const end = await sendStream(client, target, { body: from(first, iterator), what, signal })
      let attempts = 0
      await withRetries(client.retryPolicy, signal, async () => {
        // An answer that got lost may have been a good one.
        if (attempts++ > 0 && (await hasBlob(client, digest(), null, signal))) return
        await finishUpload(client, { target: end, digest: digest(), headers: {}, what, signal })
      })
    })
  } finally {
    // Not waited for: where the registry failed, whoever makes the bytes may still be at it.
    iterator.return?.().catch(() => {})
  }
}

interface StreamRequest {
  readonly body: AsyncIterable<Uint8Array>
  readonly what: string
  readonly signal: AbortSignal | undefined
}

/** Sends all of a stream in one request, as docker push does: not every registry puts several together. */
async function sendStream(client: RegistryClient, target: URL, { body, what, signal }: StreamRequest): Promise<URL> {
  const headers = { 'content-type': 'application/octet-stream' }
  const expected = [201, 202, 204]
  try {
    return await answered(client, await client.push({ method: 'PATCH', target, headers, body, expected, what, signal }))
  } catch (error) {
    if (!(error instanceof TransientError)) throw error
    throw new UnavailableError(`${error.message} A layer that is made as it goes cannot be sent twice; try again.`, {
      cause: error,
    })
  }
}

async function* from(first: IteratorResult<Uint8Array>, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (let next = first; !next.done; next = await rest.next()) yield next.value
}

/** Whether the repository has a blob, of this size where it is known. */
async function hasBlob(
  client: RegistryClient,
  digest: Digest,
  size: number | null,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const response = await client.push({
    method: 'HEAD',
    target: `blobs/${digest}`,
    // A redirect leads to where the blob is, and servers without HEAD get what they may have a second time.
    expected: [200, 302, 303, 307, 404, 405],
    what: `the search for blob ${digest} in ${client.repository}`,
    signal,
  })
  await response.discard()
  const { status } = response
  if (status === 404 || status === 405) return false
  const length = response.header('content-length')
  return status !== 200 || size === null || length === undefined || Number(length) === size
}

/**
 * Asks for a blob of another repository. A registry that does not give it may begin an upload instead, whose place comes back
 * then; null where it only refuses.
 */
async function mount(
  client: RegistryClient,
  digest: Digest,
  from: string,
  signal: AbortSignal | undefined,
): Promise<'mounted' | URL | null> {
  const query = `mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(from)}`
  const target = `blobs/uploads/?${query}`
  const what = `the mount of blob ${digest}`
  const request = { method: 'POST', target, expected: [201, 202], what, alsoReads: from, signal } as const
  const response = await client.push(request).catch((error: unknown) => {
    if (error instanceof UnavailableError) return null
    throw error
  })
  if (response === null) return null
  if (response.status === 202) return answered(client, response)
  await response.discard()
  return 'mounted'
}

async function startUpload(client: RegistryClient, what: string, signal: AbortSignal | undefined): Promise<URL> {
  const request = { method: 'POST', target: 'blobs/uploads/', expected: [202], what, signal } as const
  return answered(client, await client.push(request))
}

interface LastRequest {
  readonly target: URL
  readonly digest: Digest
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>
  readonly what: string
  readonly signal: AbortSignal | undefined
}

async function finishUpload(client: RegistryClient, { target, digest, ...request }: LastRequest): Promise<void> {
  // By hand: URLSearchParams would write anew what the registry put there, and may have signed.
  const url = new URL(target)
  url.search += `${url.search === '' ? '?' : '&'}digest=${encodeURIComponent(digest)}`
  const response = await client.push({ method: 'PUT', target: url, expected: [201, 204], ...request })
  await response.discard()
}

/** Tells the registry that an upload is over where `work` fails; the failure is what counts, whatever it answers. */
async function cancelledOnFailure<T>(client: RegistryClient, target: URL, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const signal = AbortSignal.timeout(CANCEL_TIMEOUT)
    const request = { method: 'DELETE', target, expected: [200, 202, 204, 404], what: 'the end of an upload' } as const
    const answer = await client.push({ ...request, signal }).catch(() => null)
    await answer?.discard().catch(() => {})
    throw error
  }
}

async function answered(client: RegistryClient, response: HttpResponse): Promise<URL> {
  await response.discard()
  return client.uploadTarget(response)
}

function uploadOf(client: RegistryClient, blob: string): string {
  return `the upload of ${blob} to ${client.repository}`
}
