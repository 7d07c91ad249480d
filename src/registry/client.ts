import { InterruptedError, NotFoundError, UnavailableError } from '../errors.ts'
import { Authorizer } from './authorizer.ts'
import { findBaseUrl } from './base-url.ts'
import type { CredentialLookup } from './credentials.ts'
import { findCredentials } from './find-credentials.ts'
import { loginAdvice } from './login-advice.ts'
import type { RegistryOptions } from './options.ts'
import { getFollowingRedirects } from './redirects.ts'
import { describeStatus, RefusalError, readRegistryError, refuseTransient, refuseWebPage } from './refusal.ts'
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from './retry.ts'
import { type HttpResponse, Transport } from './transport.ts'
import { parseWwwAuthenticate } from './www-authenticate.ts'

/** A GET request for something of the client's repository. */
export interface RepositoryRequest {
  /** Below `/v2/NAME/`. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** What is asked for, as errors name it. */
  readonly what: string
  readonly signal?: AbortSignal
}

interface Session {
  readonly transport: Transport
  readonly baseUrl: URL
  readonly authorizer: Authorizer
}

/** Reads one repository of a registry (OCI distribution specification 1.1, Docker Registry HTTP API V2). */
export class RegistryClient {
  /** The registry as references name it. */
  readonly registry: string
  readonly repository: string
  readonly retryPolicy: RetryPolicy
  /** The largest manifest or index that is read, in bytes. */
  readonly maxManifestBytes: number
  readonly #options: RegistryOptions
  readonly #now: () => number
  readonly #closing = new AbortController()
  #transport: Promise<Transport> | null = null
  #session: Promise<Session> | null = null

  constructor(registry: string, repository: string, options: RegistryOptions) {
    this.registry = registry
    this.repository = repository
    this.retryPolicy = { ...DEFAULT_RETRY_POLICY, ...options.retry }
    this.maxManifestBytes = options.maxManifestBytes
    this.#options = options
    this.#now = options.now ?? Date.now
  }

  /**
   * Makes one attempt at a request, with redirects followed and a challenge answered.
   * @returns an answer of status 200, 206 or 416, its body not read.
   * @throws {TransientError} when another attempt may succeed.
   * @throws {NotFoundError} when the registry has no such thing.
   * @throws {RefusalError} when it answers with anything else.
   * @throws {UnavailableError} when it cannot be reached, or cannot be logged in to.
   * @throws {InterruptedError} when the signal aborts.
   */
  async get(request: RepositoryRequest): Promise<HttpResponse> {
    const signal =
      request.signal === undefined ? this.#closing.signal : AbortSignal.any([this.#closing.signal, request.signal])
    const { baseUrl, ...session } = await abortable(this.#connect(), signal)
    const url = new URL(`v2/${this.repository}/${request.path}`, baseUrl)
    const response = await this.#authorized(session, { ...request, signal }, url)
    if (response.status === 206 || response.status === 416) return response
    await refuseTransient(response, request.what, this.#now())
    await refuseWebPage(response, request.what)
    if (response.status === 200) return response
    throw await this.#refusal(response, request.what, url.origin, await session.authorizer.credentials())
  }

  /** Ends all requests under way and closes their connections. */
  async close(): Promise<void> {
    this.#closing.abort()
    const transport = await this.#transport?.catch(() => null)
    await transport?.close()
  }

  async #authorized(
    { transport, authorizer }: Omit<Session, 'baseUrl'>,
    { headers, signal }: RepositoryRequest,
    url: URL,
  ): Promise<HttpResponse> {
    const plainHttp = this.#options.plainHttp ?? false
    const send = (authorization: string | null): Promise<HttpResponse> =>
      getFollowingRedirects(transport, { url, headers, authorization, plainHttp, signal })

    const authorization = await abortable(authorizer.current(), signal)
    const response = await send(authorization)
    // Who answers for another host, after a redirect, is not the registry: credentials are not for it.
    if (response.status !== 401 || response.url.origin !== url.origin) return response
    const challenges = parseWwwAuthenticate(response.headers('www-authenticate'))
    if (challenges.length === 0) return response // nothing to answer: the refusal is final (Harbor before 2.8)
    await response.discard()
    return send(await abortable(authorizer.answer(challenges, authorization), signal))
  }

  /** Found once; a failure is forgotten, so that the next attempt starts anew. */
  #connect(): Promise<Session> {
    this.#transport ??= Transport.create(this.#options)
    this.#session ??= this.#openSession(this.#transport).catch((error) => {
      this.#session = null
      throw error
    })
    return this.#session
  }

  async #openSession(opening: Promise<Transport>): Promise<Session> {
    const transport = await opening
    const { registry, repository } = this
    const plainHttp = this.#options.plainHttp ?? false
    const signal = this.#closing.signal
    const baseUrl = await findBaseUrl(registry, plainHttp, transport, signal)
    const authorizer = new Authorizer({
      transport,
      registry,
      repository,
      plainHttp,
      now: this.#now,
      signal,
      findCredentials: () => this.#findCredentials(),
    })
    return { transport, baseUrl, authorizer }
  }

  async #findCredentials(): Promise<CredentialLookup> {
    const { username, password } = this.#options
    if (username === undefined || password === undefined) {
      return findCredentials(this.registry, this.repository, this.#options, this.#closing.signal)
    }
    return { credentials: { kind: 'password', username, password, origin: '--username' }, problems: [] }
  }

  async #refusal(
    response: HttpResponse,
    what: string,
    origin: string,
    lookup: CredentialLookup,
  ): Promise<UnavailableError> {
    const { code, message } = await readRegistryError(response)
    const said = message === '' ? '' : ` (it says: ${message})`
    const { registry, repository } = this
    if (response.url.origin !== origin) {
      return new UnavailableError(
        `${response.url.host}, where ${registry} redirects to, answered ${describeStatus(response.status)} when asked for ${what}${said}.`,
      )
    }
    switch (response.status) {
      case 404:
        return new NotFoundError(
          `${registry} has no ${code === 'NAME_UNKNOWN' ? `repository ${repository}` : what}${said}.`,
        )
      case 401:
      case 403:
        return new RefusalError(
          `${registry} gives no access to ${what}${said}: it does not exist, or needs another login; ${loginAdvice(registry, lookup)}`,
          response.status,
        )
      default:
        return new RefusalError(
          `${registry} answered ${describeStatus(response.status)} when asked for ${what}${said}.`,
          response.status,
        )
    }
  }
}

/** Waits for a promise that others wait for too, so that the signal must end the wait and not the work. */
function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new InterruptedError())
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}
