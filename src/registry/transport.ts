import type { Agent, Dispatcher } from 'undici'
import { InterruptedError } from '../errors.ts'
import { connectionFailure } from './connection-failure.ts'
import { DEFAULT_STALL_TIMEOUT, type RegistryOptions } from './options.ts'
import { mayNeedProxy, type ProxySettings, proxySettings } from './proxy.ts'
import { SentBody } from './sent-body.ts'
import { tlsOptions } from './tls.ts'
import { Traffic } from './traffic.ts'

/** Connections to one host at a time: enough to fill a line, few enough for a registry that counts them. */
const MAX_CONNECTIONS = 8

/** Bytes of an answer that nobody wants that are still read, so that its connection can be used again. */
const MAX_DISCARDED_BYTES = 64 * 1024

/** One HTTP request. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** A stream goes in chunks, unless the headers state its length. Its pieces must not be changed afterwards. */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>
  /** How long the answer may take, in milliseconds, where that is not as long as any byte may. */
  readonly answerTimeout?: number
  readonly signal?: AbortSignal
}

/** An HTTP answer whose body is not read yet. Read it or discard it: until then it holds a connection. */
export interface HttpResponse {
  readonly url: URL
  readonly status: number
  /** A header's value; undefined where it is absent, the first where it is repeated. */
  header(name: string): string | undefined
  /** All values of a header. */
  headers(name: string): readonly string[]
  /**
   * The body; ending the iteration early closes the connection.
   * @throws {TransientError} when the connection breaks or stalls.
   * @throws {InterruptedError} when the request's signal aborts.
   */
  chunks(): AsyncIterable<Uint8Array>
  discard(): Promise<void>
}

/** Sends HTTP requests: connections, TLS and proxies, but no redirects, authentication or retries. */
export class Transport {
  readonly #direct: Agent
  readonly #proxied: Dispatcher
  readonly #proxies: ProxySettings
  readonly #traffic: Traffic
  /** The origins that have answered. */
  readonly #seen = new Set<string>()

  private constructor(direct: Agent, proxied: Dispatcher, proxies: ProxySettings, traffic: Traffic) {
    this.#direct = direct
    this.#proxied = proxied
    this.#proxies = proxies
    this.#traffic = traffic
  }

  /** @throws {UsageError} when the certificate file or a proxy variable is wrong. */
  static async create(options: RegistryOptions): Promise<Transport> {
    const proxies = proxySettings(options.env)
    const connect = await tlsOptions(options.caFile, options.insecure ?? false)
    // Loading undici takes 75 ms, which commands that need no network should not pay.
    const { Agent, EnvHttpProxyAgent } = await import('undici')
    const stallTimeout = options.stallTimeout ?? DEFAULT_STALL_TIMEOUT
    const agentOptions = {
      connect,
      connections: MAX_CONNECTIONS,
      headersTimeout: stallTimeout,
      bodyTimeout: stallTimeout,
      // Over HTTP/2 all layers would share one connection, its flow control and its failures.
      allowH2: false,
    }
    const direct = new Agent(agentOptions)
    const proxied =
      proxies.httpProxy === '' && proxies.httpsProxy === ''
        ? direct
        : new EnvHttpProxyAgent({ ...agentOptions, ...proxies, requestTls: connect, proxyTls: connect })
    return new Transport(direct, proxied, proxies, options.traffic ?? new Traffic())
  }

  /**
   * @throws {TransientError} when the connection breaks or stalls before the answer's headers are there.
   * @throws {UnavailableError} when there is no such host, or it is not to be trusted.
   * @throws {InterruptedError} when the request's signal aborts; what a stream that is the body throws.
   */
  async send({ method, url, headers, body, answerTimeout, signal }: HttpRequest): Promise<HttpResponse> {
    const dispatcher = mayNeedProxy(url, this.#proxies) ? this.#proxied : this.#direct
    const host = dispatcher === this.#direct ? url.host : `${url.host} (by way of a proxy)`
    const sent = new SentBody(body)
    const fail = (error: unknown): Error => {
      if (sent.failure !== undefined) return sent.failure
      if (signal?.aborted) return new InterruptedError(undefined, { cause: error })
      return connectionFailure(error, host, this.#seen.has(url.origin))
    }
    try {
      const answer = await dispatcher.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method,
        // Blobs are named by the digest of their stored bytes, so that nothing may be compressed on the way.
        headers: { 'user-agent': 'imgpeek', 'accept-encoding': 'identity', ...headers },
        body: sent.content,
        signal,
        ...(answerTimeout !== undefined && { headersTimeout: answerTimeout }),
      })
      this.#seen.add(url.origin)
      this.#traffic.requests++
      return new UndiciResponse(url, answer, this.#traffic, fail)
    } catch (error) {
      throw fail(error)
    }
  }

  /** Closes all connections at once; requests under way fail. */
  async close(): Promise<void> {
    await Promise.all([this.#direct.destroy(), this.#proxied.destroy()])
  }
}

class UndiciResponse implements HttpResponse {
  readonly url: URL
  readonly status: number
  readonly #answer: Dispatcher.ResponseData
  readonly #traffic: Traffic
  readonly #fail: (error: unknown) => Error

  constructor(url: URL, answer: Dispatcher.ResponseData, traffic: Traffic, fail: (error: unknown) => Error) {
    this.url = url
    this.status = answer.statusCode
    this.#answer = answer
    this.#traffic = traffic
    this.#fail = fail
  }

  header(name: string): string | undefined {
    return this.headers(name)[0]
  }

  headers(name: string): readonly string[] {
    const value = this.#answer.headers[name]
    return value === undefined ? [] : typeof value === 'string' ? [value] : value
  }

  async *chunks(): AsyncIterable<Uint8Array> {
    try {
      for await (const chunk of this.#answer.body) {
        this.#traffic.bytes += chunk.length
        yield chunk
      }
    } catch (error) {
      throw this.#fail(error)
    }
  }

  async discard(): Promise<void> {
    try {
      if (Number(this.header('content-length') ?? 0) > MAX_DISCARDED_BYTES) {
        await this.#answer.body.dump({ limit: MAX_DISCARDED_BYTES }) // closes the connection at once
        return
      }
      let left = MAX_DISCARDED_BYTES
      for await (const chunk of this.chunks()) {
        left -= chunk.length
        if (left < 0) return
      }
    } catch (error) {
      // how an answer ends that nobody wants does not matter
      if (error instanceof InterruptedError) throw error
    }
  }
}
