import { InterruptedError, UnavailableError } from '../errors.ts'
import { Authorizer } from './authorizer.ts'
import { findBaseUrl } from './base-url.ts'
import type { CredentialLookup } from './credentials.ts'
import { findCredentials } from './find-credentials.ts'
import type { RegistryOptions } from './options.ts'
import { refusedPush } from './push-refusal.ts'
import { refusedRead } from './read-refusal.ts'
import { getFollowingRedirects, redirectTarget } from './redirects.ts'
import { refuseTransient, refuseWebPage } from './refusal.ts'
import { DEFAULT_RETRY_POLICY, type RetryPolicy, TransientError } from './retry.ts'
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

/** A request that writes to the client's repository, or asks about what would be written. */
export interface PushRequest {
  readonly method: 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/v2/NAME/`, or where the registry said that an upload goes on. */
  readonly target: string | URL
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>
  /** The statuses that are no failure. */
  readonly expected: readonly number[]
  /** What is done, as errors name it: "the upload of blob …". */
  readonly what: string
  /** Another repository of the registry that must be readable for it. */
  readonly alsoReads?: string
  readonly signal?: AbortSignal
}

/** Registries put large blobs together, and digest them, before they answer. */
const PUSH_ANSWER_TIMEOUT = 300_000

interface Session {
  readonly transport: Transport
  readonly baseUrl: URL
  readonly authorizer: Authorizer
}

/** Reads and writes one repository of a registry (OCI distribution specification 1.1, Docker Registry HTTP API V2). */
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
  async get({ path, headers, what, signal: own }: RepositoryRequest): Promise<HttpResponse> {
    const signal = this.#signalFor(own)
    const session = await abortable(this.#connect(), signal)
    const url = this.#urlBelow(session.baseUrl, path)
    const plainHttp = this.#options.plainHttp ?? false
    const response = await this.#authorized(session, { alsoReads: null, signal }, (authorization) =>
      getFollowingRedirects(session.transport, { url, headers, authorization, plainHttp, signal }),
    )
    if (response.status === 206 || response.status === 416) return response
    await refuseTransient(response, what, this.#now())
    await refuseWebPage(response, what)
    if (response.status === 200) return response
    const { registry, repository } = this
    const login = await session.authorizer.credentials()
    throw await refusedRead(response, what, { registry, repository, origin: url.origin, login })
  }

  /**
   * Makes one attempt at a request that writes, with a challenge answered. Redirects are not followed: an upload belongs where
   * the registry said.
   * @returns an answer of an expected status, its body not read.
   * @throws {TransientError} when another attempt may succeed.
   * @throws {UnavailableError} when the registry refuses, cannot be reached, or cannot be logged in to.
   * @throws {InterruptedError} when the signal aborts; what a body that is a stream throws.
   */
  async push({ method, target, headers = {}, body, ...request }: PushRequest): Promise<HttpResponse> {
    const { expected, what, alsoReads = null } = request
    const signal = this.#signalFor(request.signal)
    const session = await abortable(this.#connect(), signal)
    const url = typeof target === 'string' ? this.#urlBelow(session.baseUrl, target) : target
    const isRegistry = url.origin === session.baseUrl.origin
    let isStreamSpent = false
    const response = await this.#authorized(session, { alsoReads, signal }, (authorization) => {
      if (isStreamSpent) throw new TransientError(`${url.host} wants another login in the middle of ${what}.`)
      isStreamSpent = body !== undefined && !(body instanceof Uint8Array)
      // Credentials are for the registry alone, wherever it lets blobs be sent to.
      const allHeaders = isRegistry && authorization !== null ? { ...headers, authorization } : headers
      const answerTimeout = method === 'PUT' || method === 'PATCH' ? PUSH_ANSWER_TIMEOUT : undefined
      return session.transport.send({ method, url, headers: allHeaders, body, answerTimeout, signal })
    })
    if (expected.includes(response.status)) return response
    await refuseTransient(response, what, this.#now())
    await refuseWebPage(response, what)
    const { registry, repository } = this
    const login = await session.authorizer.credentials()
    throw await refusedPush(response, what, { registry, repository, isRegistry, login })
  }

  /**
   * Where an upload goes on, as the registry's answer says.
   * @throws {UnavailableError} when it says nothing usable, or leads from HTTPS to HTTP.
   */
  uploadTarget(response: HttpResponse): URL {
    const location = response.header('location')
    if (location !== undefined) return redirectTarget(response.url, location, this.#options.plainHttp ?? false)
    throw new UnavailableError(`${response.url.host} takes an upload without saying where to; is it a registry?`)
  }

  /** Ends all requests under way and closes their connections. */
  async close(): Promise<void> {
    this.#closing.abort()
    const transport = await this.#transport?.catch(() => null)
    await transport?.close()
  }

  /** Sends a request, and once more with an answer to the registry's challenge where there is one. */
  async #authorized(
    { authorizer, baseUrl }: Session,
    { alsoReads, signal }: { readonly alsoReads: string | null; readonly signal: AbortSignal },
    send: (authorization: string | null) => Promise<HttpResponse>,
  ): Promise<HttpResponse> {
    const authorization = await abortable(authorizer.current(alsoReads), signal)
    const response = await send(authorization)
    // Who answers for another host, after a redirect, is not the registry: credentials are not for it.
    if (response.status !== 401 || response.url.origin !== baseUrl.origin) return response
    const challenges = parseWwwAuthenticate(response.headers('www-authenticate'))
    if (challenges.length === 0) return response // nothing to answer: the refusal is final (Harbor before 2.8)
    await response.discard()
    return send(await abortable(authorizer.answer(challenges, authorization, alsoReads), signal))
  }

  #urlBelow(baseUrl: URL, path: string): URL {
    return new URL(`v2/${this.repository}/${path}`, baseUrl)
  }

  #signalFor(own: AbortSignal | undefined): AbortSignal {
    return own === undefined ? this.#closing.signal : AbortSignal.any([this.#closing.signal, own])
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
      actions: this.#options.actions ?? 'pull',
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
