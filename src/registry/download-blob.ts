import { BrokenImageError, UnavailableError } from '../errors.ts'
import type { Descriptor } from '../oci/descriptor.ts'
import type { RegistryClient } from './client.ts'
import { RetryBudget, TransientError } from './retry.ts'
import type { HttpResponse } from './transport.ts'

/**
 * Bytes that must have come since the last time before earlier failures are forgotten: a server that sends one byte and
 * hangs up, again and again, must not keep a download alive.
 */
const PROGRESS_BYTES = 256 * 1024

/**
 * Streams a blob. Where the connection breaks or stalls, the rest is asked for with a Range request, so that the bytes
 * that come out are one unbroken sequence; they are not verified, but never more than the descriptor says.
 * @throws {BrokenImageError} when the registry has more or fewer bytes than the descriptor says.
 * @throws {UnavailableError} when the blob cannot be had.
 * @throws {InterruptedError} when the signal aborts.
 */
export async function* downloadBlob(
  client: RegistryClient,
  { digest, size }: Pick<Descriptor, 'digest' | 'size'>,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const what = `blob ${digest} of ${client.repository}`
  const budget = new RetryBudget(client.retryPolicy)
  let received = 0
  let forgivenAt = 0
  for (;;) {
    try {
      const headers: Record<string, string> = received === 0 ? {} : { range: `bytes=${received}-` }
      const response = await client.get({ path: `blobs/${digest}`, headers, what, signal })
      let repeated = received - (await startOf(response, received, size, what))
      for await (let chunk of response.chunks()) {
        if (repeated > 0) {
          const known = Math.min(repeated, chunk.length)
          repeated -= known
          chunk = chunk.subarray(known)
        }
        received += chunk.length
        if (received > size) throw mismatch(what, `more than the ${size} bytes`)
        if (received - forgivenAt >= PROGRESS_BYTES) {
          forgivenAt = received
          budget.reset()
        }
        if (chunk.length > 0) yield chunk
      }
      if (received === size) return
      throw new TransientError(`${response.url.host} ended ${what} after ${received} of ${size} bytes.`)
    } catch (error) {
      // All bytes are here: how the connection ended does not matter.
      if (received === size && error instanceof TransientError) return
      await budget.spend(error, signal)
    }
  }
}

/** Where in the blob an answer's first byte stands; at most `wanted`. */
async function startOf(response: HttpResponse, wanted: number, size: number, what: string): Promise<number> {
  if (response.status === 416) {
    await response.discard()
    if (wanted === 0) throw new UnavailableError(`${response.url.host} refuses to send ${what}.`)
    throw mismatch(what, `fewer than the ${size} bytes`)
  }
  if (response.status === 200) {
    const length = response.header('content-length')
    if (length !== undefined && Number(length) !== size) {
      await response.discard()
      throw mismatch(what, `${length} bytes, not the ${size}`)
    }
    return 0 // also when a range was asked for: servers may ignore that (RFC 9110, section 14.2)
  }
  const [, start, total] =
    /^bytes (\d{1,16})-\d{1,16}\/(\d{1,16}|\*)$/i.exec(response.header('content-range') ?? '') ?? []
  if (total !== undefined && total !== '*' && Number(total) !== size) {
    await response.discard()
    throw mismatch(what, `${total} bytes, not the ${size}`)
  }
  if (start === undefined || Number(start) > wanted) {
    await response.discard()
    throw new TransientError(`${response.url.host} sends another part of ${what} than was asked for.`)
  }
  return Number(start)
}

function mismatch(what: string, found: string): BrokenImageError {
  return new BrokenImageError(`The registry's ${what} has ${found} that its descriptor says.`)
}
