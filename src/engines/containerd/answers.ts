import type { Readable } from 'node:stream'
import { callFailure } from './failure.ts'

/** How long the next message may take, in milliseconds. */
const STALL_TIMEOUT = 60_000

/** A call that is under way, as gRPC has it. */
type RunningCall = Readable & { cancel(): void }

/** The messages that a call is answered with, one after another. */
export class Answers<Message> {
  readonly #call: RunningCall
  readonly #messages: AsyncIterator<Message>
  readonly #address: string
  readonly #signal: AbortSignal | undefined
  readonly #cancel = (): void => this.#call.cancel()

  /** @param address of the socket, for errors */
  constructor(call: RunningCall, address: string, signal: AbortSignal | undefined) {
    this.#call = call
    this.#address = address
    this.#signal = signal
    // gRPC says of a call that was cancelled that it failed, also when nobody listens any more
    call.on('error', () => {})
    this.#messages = call[Symbol.asyncIterator]()
    signal?.addEventListener('abort', this.#cancel)
  }

  /**
   * The next message; undefined at the end.
   * @throws {ContainerdError} when the call fails or no message comes; {InterruptedError} when the signal fires.
   */
  async next(): Promise<Message | undefined> {
    const timer = setTimeout(this.#cancel, STALL_TIMEOUT)
    try {
      const { done, value } = await this.#messages.next()
      return done ? undefined : value
    } catch (error) {
      throw callFailure(error, this.#address, this.#signal)
    } finally {
      clearTimeout(timer)
    }
  }

  /** Ends the call, whatever is still to come. */
  close(): void {
    this.#signal?.removeEventListener('abort', this.#cancel)
    this.#call.cancel()
  }
}
