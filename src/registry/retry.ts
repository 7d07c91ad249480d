import { setTimeout as delay } from 'node:timers/promises'
import { InterruptedError, UnavailableError } from '../errors.ts'

/** A failure that may pass when the request is made again: a dropped connection, 429, 5xx. Its message is a sentence. */
export class TransientError extends Error {
  override name = 'TransientError'
  /** Milliseconds that the server asks to wait; null where it says nothing. */
  readonly retryAfter: number | null

  constructor(message: string, options: { readonly retryAfter?: number | null; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.retryAfter = options.retryAfter ?? null
  }
}

/** How often and how patiently a request is made again. Times are in milliseconds. */
export interface RetryPolicy {
  /** Attempts in all, the first included. */
  readonly attempts: number
  /** The wait after the first failure; it doubles with each further one. */
  readonly baseDelay: number
  /** The longest wait of our own. */
  readonly maxDelay: number
  /** The longest `Retry-After` that is waited for; a server that asks for more is given up at once. */
  readonly maxRetryAfter: number
  /** Waits; rejects when the signal aborts. */
  readonly sleep: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>
  /** A number from 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  attempts: 5,
  baseDelay: 500,
  maxDelay: 20_000,
  maxRetryAfter: 60_000,
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
  random: Math.random,
}

/** Counts the failures of one request, and waits between its attempts: exponential back-off with jitter. */
export class RetryBudget {
  readonly #policy: RetryPolicy
  #failures = 0

  constructor(policy: RetryPolicy) {
    this.#policy = policy
  }

  /** Forgets earlier failures: the request got ahead. */
  reset(): void {
    this.#failures = 0
  }

  /**
   * Takes note of a failure and returns when the next attempt is due.
   * @throws what was given, where it is not transient.
   * @throws {UnavailableError} when the attempts are used up, or the server asks to wait too long.
   * @throws {InterruptedError} when the signal aborts the wait.
   */
  async spend(error: unknown, signal?: AbortSignal): Promise<void> {
    if (!(error instanceof TransientError)) throw error
    const { attempts, maxRetryAfter, sleep } = this.#policy
    this.#failures++
    if (this.#failures >= attempts) {
      throw new UnavailableError(`${error.message} Gave up after ${attempts} attempts.`, { cause: error })
    }
    if (error.retryAfter !== null && error.retryAfter > maxRetryAfter) {
      const seconds = Math.ceil(error.retryAfter / 1000)
      throw new UnavailableError(`${error.message} It asks to wait ${seconds} s; try again then.`, { cause: error })
    }
    try {
      await sleep(error.retryAfter ?? this.#delay(), signal)
    } catch (cause) {
      throw signal?.aborted ? new InterruptedError(undefined, { cause }) : cause
    }
  }

  /** Half of the wait is fixed, half random, so that clients that failed together do not come back together. */
  #delay(): number {
    const { baseDelay, maxDelay, random } = this.#policy
    const ceiling = Math.min(baseDelay * 2 ** (this.#failures - 1), maxDelay)
    return ceiling / 2 + (ceiling / 2) * random()
  }
}

/** Makes a request until it succeeds, fails for good, or the policy's attempts are used up. */
export async function withRetries<T>(
  policy: RetryPolicy,
  signal: AbortSignal | undefined,
  request: () => Promise<T>,
): Promise<T> {
  const budget = new RetryBudget(policy)
  for (;;) {
    try {
      return await request()
    } catch (error) {
      await budget.spend(error, signal)
    }
  }
}

/** Milliseconds to wait by a `Retry-After` header: seconds or a date (RFC 9110, section 10.2.3); null where it says neither. */
export function parseRetryAfter(header: string | undefined, now: number): number | null {
  if (header === undefined) return null
  const text = header.trim()
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  // Only the forms that begin with a day's name are dates here: Date.parse takes nearly anything.
  const date = /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}
