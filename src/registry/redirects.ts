import { UnavailableError } from '../errors.ts'
import { isLoopback } from './hosts.ts'
import type { HttpRequest, HttpResponse, Transport } from './transport.ts'

/** Registries redirect once, to storage; some twice. */
const MAX_REDIRECTS = 5

/** A GET request whose redirects are followed. */
export interface RedirectableRequest extends Omit<HttpRequest, 'method' | 'body'> {
  /** The `Authorization` header for the origin of `url`; no other host, port or scheme ever gets it. */
  readonly authorization: string | null
  /** Follow redirects to plain HTTP on other machines too. */
  readonly plainHttp: boolean
}

/**
 * Sends a GET request and follows redirects by hand, because `Authorization` must stay where it belongs: object storage,
 * where blobs are redirected to, has no business with it and refuses requests that carry it.
 * @throws {UnavailableError} when the redirects do not end, lead nowhere, or lead from HTTPS to HTTP.
 */
export async function getFollowingRedirects(transport: Transport, request: RedirectableRequest): Promise<HttpResponse> {
  const { authorization, headers, signal, plainHttp } = request
  let url = request.url
  for (let redirects = 0; ; redirects++) {
    const mayAuthorize = authorization !== null && url.origin === request.url.origin
    const response = await transport.send({
      method: 'GET',
      url,
      headers: mayAuthorize ? { ...headers, authorization } : headers,
      signal,
    })
    const location = response.header('location')
    if (![301, 302, 303, 307, 308].includes(response.status) || location === undefined) return response
    await response.discard()
    if (redirects === MAX_REDIRECTS) {
      throw new UnavailableError(
        `${request.url.host} redirects without end (${MAX_REDIRECTS} redirects were followed).`,
      )
    }
    url = redirectTarget(url, location, plainHttp)
  }
}

/**
 * Where an answer from `from` leads to.
 * @throws {UnavailableError} when that is no HTTP address, or plain HTTP where that is not safe.
 */
export function redirectTarget(from: URL, location: string, plainHttp: boolean): URL {
  const target = URL.canParse(location, from.href) ? new URL(location, from.href) : null
  if (target === null || !/^https?:$/.test(target.protocol)) {
    throw new UnavailableError(`${from.host} redirects to something that is not an HTTP address.`)
  }
  const isPlainHttpAllowed = from.protocol === 'http:' && (plainHttp || isLoopback(target.hostname))
  if (target.protocol === 'http:' && !isPlainHttpAllowed) {
    throw new UnavailableError(`${from.host} redirects to plain HTTP at ${target.host}, which is not safe to follow.`)
  }
  // User name and password in a Location are not ours to send.
  target.username = ''
  target.password = ''
  return target
}
