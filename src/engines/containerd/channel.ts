import type { Client, Metadata } from '@grpc/grpc-js'
import type { MethodDefinition, PackageDefinition } from '@grpc/proto-loader'
import { InterruptedError, UnavailableError } from '../../errors.ts'
import { Answers } from './answers.ts'
import { ContainerdError, callFailure } from './failure.ts'
import type { DuplexMethods, StreamMethods, UnaryMethods } from './messages.ts'
import { PROTOCOL } from './protocol.ts'
import { checkSocket, socketPath } from './socket.ts'

/** How long an answer may take, in milliseconds; containerd may be collecting garbage. */
const ANSWER_TIMEOUT = 60_000
/** How long the first one may take, which tells whether it is containerd that listens. */
const GREETING_TIMEOUT = 10_000
/** The largest message, in bytes: containerd's default is 16 MiB, and it can be told to send more. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024
/** How many bytes of an answer may be under way, for each call: with HTTP/2's default of 64 KiB a blob takes a third longer. */
const WINDOW_BYTES = 1024 * 1024

/** Where in containerd a call takes effect. */
export interface CallScope {
  /** Left out where a method is of no namespace. */
  readonly namespace?: string
  /** What is made is kept as long as this lease is there. */
  readonly lease?: string
  readonly signal?: AbortSignal | undefined
}

/** A call in which both sides speak. */
export interface Exchange<Request, Response> {
  /**
   * Sends a message and waits for the answer to it; undefined where the other side has ended.
   * @throws {ContainerdError} when the call fails; {InterruptedError} when the signal fires.
   */
  ask(request: Request): Promise<Response | undefined>
  /** Ends the call, whatever is still to come. */
  close(): void
}

/** What is known once the library is loaded. */
interface Library {
  readonly Metadata: new () => Metadata
  readonly services: PackageDefinition
}

/** A connection to containerd, over which any number of calls may be under way. */
export class ContainerdChannel {
  /** The path of the socket. */
  readonly address: string
  readonly #client: Client
  readonly #library: Library

  private constructor(address: string, client: Client, library: Library) {
    this.address = address
    this.#client = client
    this.#library = library
  }

  /**
   * Connects to the containerd that the environment names.
   * @throws {UnavailableError} when none can be reached, or something else listens there; {UsageError} when CONTAINERD_ADDRESS is
   *   no socket's path.
   */
  static async open(
    env: Readonly<Record<string, string | undefined>>,
    signal?: AbortSignal,
  ): Promise<ContainerdChannel> {
    const address = socketPath(env)
    await checkSocket(address)
    const [{ Client, credentials, Metadata }, { fromJSON }] = await Promise.all([
      import('@grpc/grpc-js'),
      import('@grpc/proto-loader'),
    ])
    const client = new Client(`unix:${address}`, credentials.createInsecure(), {
      'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
      'grpc-node.flow_control_window': WINDOW_BYTES,
      'grpc.enable_http_proxy': 0,
    })
    const services = fromJSON(PROTOCOL, { longs: Number, enums: String, defaults: true })
    const channel = new ContainerdChannel(address, client, { Metadata, services })
    try {
      await channel.#greet(signal)
      return channel
    } catch (error) {
      channel.close()
      throw error
    }
  }

  /**
   * Calls a method that answers once.
   * @throws {ContainerdError} when it fails; {InterruptedError} when the signal fires.
   */
  async call<Name extends keyof UnaryMethods>(
    name: Name,
    request: UnaryMethods[Name]['request'],
    scope: CallScope = {},
    timeout = ANSWER_TIMEOUT,
  ): Promise<UnaryMethods[Name]['response']> {
    type Methods = UnaryMethods[Name]
    const { signal } = scope
    const { path, requestSerialize, responseDeserialize } = this.#method<Methods>(name, signal)
    const { promise, resolve, reject } = Promise.withResolvers<Methods['response']>()
    const call = this.#client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      this.#metadata(scope),
      { deadline: Date.now() + timeout },
      (error, response) => (error ? reject(callFailure(error, this.address, signal)) : resolve(response!)),
    )
    const cancel = (): void => call.cancel()
    signal?.addEventListener('abort', cancel)
    return promise.finally(() => signal?.removeEventListener('abort', cancel))
  }

  /**
   * Calls a method that answers with a stream, which comes at the pace of whoever reads it.
   * @throws the same as `call`
   */
  async *stream<Name extends keyof StreamMethods>(
    name: Name,
    request: StreamMethods[Name]['request'],
    scope: CallScope,
  ): AsyncGenerator<StreamMethods[Name]['response']> {
    type Methods = StreamMethods[Name]
    const { path, requestSerialize, responseDeserialize } = this.#method<Methods>(name, scope.signal)
    const metadata = this.#metadata(scope)
    const call = this.#client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request, metadata)
    const answers = new Answers<Methods['response']>(call, this.address, scope.signal)
    try {
      for (let message = await answers.next(); message !== undefined; message = await answers.next()) yield message
    } finally {
      answers.close()
    }
  }

  /**
   * Begins a call in which both sides speak. The caller closes it.
   * @throws {InterruptedError} when the signal has fired.
   */
  converse<Name extends keyof DuplexMethods>(
    name: Name,
    scope: CallScope,
  ): Exchange<DuplexMethods[Name]['request'], DuplexMethods[Name]['response']> {
    type Methods = DuplexMethods[Name]
    const { path, requestSerialize, responseDeserialize } = this.#method<Methods>(name, scope.signal)
    const call = this.#client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, this.#metadata(scope))
    const answers = new Answers<Methods['response']>(call, this.address, scope.signal)
    return {
      ask(request) {
        call.write(request)
        return answers.next()
      },
      close: () => answers.close(),
    }
  }

  close(): void {
    this.#client.close()
  }

  /** Asks for the version: a method that only containerd has. */
  async #greet(signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.call('version.v1.Version/Version', {}, { signal }, GREETING_TIMEOUT)
    } catch (error) {
      if (!(error instanceof ContainerdError && error.isNoAnswer)) throw error
      throw new UnavailableError(
        `What listens at ${this.address} does not answer as containerd does; set CONTAINERD_ADDRESS to containerd's socket, or restart it.`,
        { cause: error },
      )
    }
  }

  #metadata({ namespace, lease }: CallScope): Metadata {
    const metadata = new this.#library.Metadata()
    if (namespace !== undefined) metadata.set('containerd-namespace', namespace)
    if (lease !== undefined) metadata.set('containerd-lease', lease)
    return metadata
  }

  /** How a method is called; its types are those of `messages.ts`, which lists the methods of `protocol.ts`. */
  #method<Method extends { readonly request: object; readonly response: object }>(
    name: string,
    signal: AbortSignal | undefined,
  ): MethodDefinition<Method['request'], Method['response']> {
    if (signal?.aborted) throw new InterruptedError(undefined, { cause: signal.reason })
    const [service = '', method = ''] = name.split('/')
    const definition = this.#library.services[`containerd.services.${service}`] as Readonly<Record<string, unknown>>
    return definition[method] as MethodDefinition<Method['request'], Method['response']>
  }
}
