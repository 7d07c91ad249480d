import { UnavailableError } from '../errors.ts'
import { readBoundedBody } from './bounded-body.ts'
import { basicAuthorization, type CredentialLookup, type Credentials } from './credentials.ts'
import { isLoopback } from './hosts.ts'
import { loginAdvice } from './login-advice.ts'
import { getFollowingRedirects } from './redirects.ts'
import { describeStatus, RefusalError, readRegistryError, refuseTransient, refuseWebPage } from './refusal.ts'
import type { HttpResponse, Transport } from './transport.ts'

/** Bytes of the largest answer that a token is looked for in. */
const MAX_TOKEN_ANSWER = 256 * 1024
/** Characters of the longest token; longer ones fit no server's limit for headers. */
const MAX_TOKEN_LENGTH = 64 * 1024
/** What a token server means when it does not say (distribution's token specification, `expires_in`). */
const DEFAULT_LIFETIME_SECONDS = 60

/** Where and for what a token is asked, as a registry's challenge says. */
export interface TokenRequest {
  /** The token server's URL, as the challenge writes it. */
  readonly realm: string
  readonly service: string | null
  /** Separated by spaces, where there are several. */
  readonly scope: string
}

/** A bearer token. */
export interface Token {
  readonly value: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** What fetching a token needs beside the request. */
export interface TokenContext {
  readonly transport: Transport
  /** The registry's host, for errors. */
  readonly registry: string
  readonly login: CredentialLookup
  readonly plainHttp: boolean
  readonly now: () => number
  readonly signal: AbortSignal
}

/**
 * Asks a token server for a token: by GET, with Basic credentials where there are any (distribution's token authentication
 * specification), or by POST for a refresh token (its OAuth2 variant).
 * @throws {RefusalError} when it refuses; {UnavailableError} when it is no place to send credentials to.
 * @throws {TransientError} when another attempt may succeed.
 */
export async function fetchToken(request: TokenRequest, context: TokenContext): Promise<Token> {
  const { registry, login, now } = context
  const { credentials } = login
  const realm = safeRealm(request.realm, context)
  const what = `a token for ${registry}`
  const response =
    credentials?.kind === 'refresh-token'
      ? await postRefreshToken(realm, request, credentials.token, context)
      : await getToken(realm, request, credentials, context)

  await refuseTransient(response, what, now())
  if (response.status === 401 || response.status === 403 || response.status === 400) {
    const { message } = await readRegistryError(response)
    const said = message === '' ? '' : ` (${message})`
    const whose =
      credentials === null ? 'gives no token without a login' : `refuses the login from ${credentials.origin}`
    throw new RefusalError(
      `${registry}'s token server ${realm.host} ${whose}${said}; ${loginAdvice(registry, login)}`,
      response.status,
    )
  }
  await refuseWebPage(response, what)
  if (response.status !== 200) {
    await response.discard()
    throw new UnavailableError(`${realm.host} answered ${describeStatus(response.status)} when asked for ${what}.`)
  }
  return readToken(await readBoundedBody(response, MAX_TOKEN_ANSWER), realm, now())
}

/**
 * Secrets go to the token server and tokens come from it, so that it must be reached by HTTPS, or be this machine, or HTTP
 * must have been asked for.
 */
function safeRealm(realm: string, { registry, plainHttp }: TokenContext): URL {
  const url = URL.canParse(realm) ? new URL(realm) : null
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UnavailableError(`${registry} names no usable token server: ${JSON.stringify(realm.slice(0, 200))}.`)
  }
  if (url.protocol === 'http:' && !plainHttp && !isLoopback(url.hostname)) {
    throw new UnavailableError(
      `${registry} names a token server that is reached by plain HTTP, ${url.host}; use --plain-http if you trust the network.`,
    )
  }
  url.username = ''
  url.password = ''
  return url
}

function getToken(
  realm: URL,
  { service, scope }: TokenRequest,
  credentials: Extract<Credentials, { kind: 'password' }> | null,
  { transport, plainHttp, signal }: TokenContext,
): Promise<HttpResponse> {
  const url = new URL(realm)
  if (service !== null) url.searchParams.set('service', service)
  for (const one of scope.split(' ')) url.searchParams.append('scope', one)
  if (credentials !== null) url.searchParams.set('account', credentials.username)
  const authorization = credentials && basicAuthorization(credentials.username, credentials.password)
  return getFollowingRedirects(transport, { url, headers: {}, authorization, plainHttp, signal })
}

/** Redirects are not followed: the secret stands in the body. */
function postRefreshToken(
  url: URL,
  { service, scope }: TokenRequest,
  refreshToken: string,
  { transport, signal }: TokenContext,
): Promise<HttpResponse> {
  const form = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'imgpeek', scope })
  if (service !== null) form.set('service', service)
  form.set('refresh_token', refreshToken)
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return transport.send({ method: 'POST', url, headers, body: form.toString(), signal })
}

function readToken(bytes: Uint8Array | null, realm: URL, now: number): Token {
  let answer: { token?: unknown; access_token?: unknown; expires_in?: unknown } = {}
  try {
    answer = Object(JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array())))
  } catch {
    // Told below, as any answer without a token: the body itself may hold secrets.
  }
  const value = answer.token || answer.access_token
  // RFC 6750, section 2.1; anything else could break out of the header.
  if (typeof value !== 'string' || !/^[\w\-.~+/]+=*$/.test(value) || value.length > MAX_TOKEN_LENGTH) {
    throw new UnavailableError(`The token server ${realm.host} answered without a usable token.`)
  }
  const { expires_in: expiresIn } = answer
  const seconds = typeof expiresIn === 'number' && expiresIn > 0 ? expiresIn : DEFAULT_LIFETIME_SECONDS
  return { value, expiresAt: now + seconds * 1000 }
}
