import type { Dispatcher, Pool } from 'undici'
import { InterruptedError, LimitError, UnavailableError } from '../../errors.ts'
import { JsonObject } from '../../oci/json-object.ts'
import { SentBody } from '../../registry/sent-body.ts'
import { isAtLeast, negotiateVersion } from './api-version.ts'
import { connectionError, engineName, upper } from './connection-error.ts'
import { openConnections } from './connections.ts'
import type { Endpoint, EngineKind } from './endpoint.ts'
import { engineRefusal } from './engine-refusal.ts'

/** The largest JSON answer that is read: the list of a container's changes may have a million paths. */
const MAX_JSON_BYTES = 256 * 1024 * 1024
/** What is read of a refusal. */
const MAX_REFUSAL_BYTES = 64 * 1024

/** Something to ask of an engine. */
export interface EngineRequest {
  /** Below the API's version: `/images/json`. Names in it have gone through `pathOf`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  /** What is done, as errors say it: `reading the image app:1`. */
  readonly doing: string
  readonly signal?: AbortSignal | undefined
}

/** What an engine is sent. */
export interface EngineUpload extends EngineRequest {
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * The API of an engine (docs.docker.com/reference/api/engine), which Podman's service speaks as well. All methods throw
 * {NotFoundError} for what the engine does not have, {UnavailableError} for what else it refuses and for connections that
 * break, and {InterruptedError} when the request's signal aborts.
 */
export class EngineClient {
  readonly endpoint: Endpoint
  /** The version of the API that is spoken. */
  readonly apiVersion: string
  /** Podman's own version, where its service answers; its own API is below `/libpod`. */
  readonly libpodVersion: string | null
  readonly #pool: Pool

  private constructor(endpoint: Endpoint, pool: Pool, apiVersion: string, libpodVersion: string | null) {
    this.endpoint = endpoint
    this.#pool = pool
    this.apiVersion = apiVersion
    this.libpodVersion = libpodVersion
  }

  /**
   * Reaches an engine and agrees on a version.
   * @throws {UnavailableError} when it cannot be reached, is too old, or is no engine.
   */
  static async connect(
    endpoint: Endpoint,
    env: Readonly<Record<string, string | undefined>>,
    signal?: AbortSignal,
  ): Promise<EngineClient> {
    if (signal?.aborted) throw new InterruptedError(undefined, { cause: signal.reason })
    const pool = await openConnections(endpoint, env)
    try {
      const { statusCode, headers, body } = await pool.request({ method: 'GET', path: '/_ping', signal })
      const answer = Buffer.from(await body.arrayBuffer()).toString('utf8', 0, MAX_REFUSAL_BYTES)
      const header = (name: string): string | undefined => [headers[name] ?? []].flat()[0]
      if (statusCode !== 200) throw engineRefusal(statusCode, answer, endpoint, 'asking for its version')
      const name = upper(engineName(endpoint))
      const wanted = endpoint.engine === 'docker' ? env.DOCKER_API_VERSION : undefined
      const version = negotiateVersion(header('api-version'), wanted, name)
      return new EngineClient(endpoint, pool, version, header('libpod-api-version') ?? null)
    } catch (error) {
      await pool.destroy()
      if (error instanceof UnavailableError) throw error
      throw connectionError(error, endpoint, null, signal)
    }
  }

  get kind(): EngineKind {
    return this.endpoint.engine
  }

  /** How errors name the engine: `the Docker engine at unix:///var/run/docker.sock`. */
  get name(): string {
    return engineName(this.endpoint)
  }

  /** Whether the engine speaks this version of the API, or a newer one. */
  speaks(version: string): boolean {
    return isAtLeast(this.apiVersion, version)
  }

  /** A JSON object. */
  async object(request: EngineRequest): Promise<JsonObject> {
    return JsonObject.parse(await this.#document(request), this.#answerTo(request))
  }

  /** A JSON array of objects; null stands for an empty one. */
  async objects(request: EngineRequest): Promise<JsonObject[]> {
    const bytes = await this.#document(request)
    return bytes.length < 16 && Buffer.from(bytes).toString().trim() === 'null'
      ? []
      : JsonObject.parseArray(bytes, this.#answerTo(request))
  }

  /** Streams an answer. Each piece is the receiver's own; ending the iteration early closes the connection. */
  async *stream(request: EngineRequest): AsyncGenerator<Uint8Array> {
    // An engine may pack for as long as it takes before it sends the first byte.
    const answer = await this.#send('GET', request, { headersTimeout: 0 })
    yield* this.#chunks(answer, request)
  }

  /** Sends something, and streams the answer, which comes when all is sent. */
  async *post({ body, headers = {}, ...request }: EngineUpload): AsyncGenerator<Uint8Array> {
    const sent = new SentBody(body)
    try {
      const answer = await this.#send('POST', request, { headers, body: sent.content, headersTimeout: 0 })
      yield* this.#chunks(answer, request)
    } catch (error) {
      throw sent.failure ?? error
    }
  }

  /** Closes all connections at once; requests under way fail. */
  async close(): Promise<void> {
    await this.#pool.destroy()
  }

  async #document(request: EngineRequest): Promise<Uint8Array> {
    const answer = await this.#send('GET', request, {})
    const pieces: Uint8Array[] = []
    let length = 0
    for await (const piece of this.#chunks(answer, request)) {
      length += piece.length
      if (length > MAX_JSON_BYTES) {
        throw new LimitError(`${this.#answerTo(request)} is larger than ${MAX_JSON_BYTES} bytes`, null)
      }
      pieces.push(piece)
    }
    return Buffer.concat(pieces)
  }

  async #send(
    method: 'GET' | 'POST',
    { path, query, doing, signal }: EngineRequest,
    options: Pick<Dispatcher.RequestOptions, 'body' | 'headers' | 'headersTimeout'>,
  ): Promise<Dispatcher.ResponseData> {
    const search = query === undefined || Object.keys(query).length === 0 ? '' : `?${new URLSearchParams(query)}`
    let answer: Dispatcher.ResponseData
    let refusal: string
    try {
      const target = `${this.#versionOf(path)}${path}${search}`
      answer = await this.#pool.request({ ...options, method, path: target, signal: signal ?? null })
      if (answer.statusCode < 300) return answer
      refusal = await readRefusal(answer.body)
    } catch (error) {
      throw connectionError(error, this.endpoint, doing, signal)
    }
    throw engineRefusal(answer.statusCode, refusal, this.endpoint, doing)
  }

  async *#chunks(answer: Dispatcher.ResponseData, { doing, signal }: EngineRequest): AsyncGenerator<Uint8Array> {
    try {
      for await (const piece of answer.body) yield piece
    } catch (error) {
      throw connectionError(error, this.endpoint, doing, signal)
    }
  }

  /** Podman's own API has Podman's versions. */
  #versionOf(path: string): string {
    return path.startsWith('/libpod/') ? `/v${this.libpodVersion}` : `/v${this.apiVersion}`
  }

  #answerTo({ doing }: EngineRequest): string {
    return `What ${this.name} answers, ${doing},`
  }
}

/** The beginning of a refusal's body. */
async function readRefusal(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of body) {
    pieces.push(piece)
    length += piece.length
    if (length >= MAX_REFUSAL_BYTES) break
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** A name as a part of a request's path; slashes stay, as engines want it. */
export function pathOf(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/')
}
