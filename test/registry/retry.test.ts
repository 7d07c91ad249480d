import { describe, expect, test } from 'vitest'
import { InterruptedError, UnavailableError } from '../../src/errors.ts'
import {
  DEFAULT_RETRY_POLICY,
  parseRetryAfter,
  type RetryPolicy,
  TransientError,
  withRetries,
} from '../../src/registry/retry.ts'

/** A policy that notes its waits and does not wait. */
function recording(changes: Partial<RetryPolicy> = {}): { policy: RetryPolicy; waits: number[] } {
  const waits: number[] = []
  const sleep = async (milliseconds: number): Promise<void> => {
    waits.push(milliseconds)
  }
  return { policy: { ...DEFAULT_RETRY_POLICY, random: () => 0.5, ...changes, sleep }, waits }
}

/** A request that fails in the given ways, one after another, and then succeeds. */
function failing(...failures: Error[]): () => Promise<string> {
  return async () => {
    const failure = failures.shift()
    if (failure !== undefined) throw failure
    return 'done'
  }
}

const dropped = (retryAfter: number | null = null) => new TransientError('The line dropped.', { retryAfter })

describe('withRetries', () => {
  test('waits longer from attempt to attempt, half of it at random', async () => {
    const { policy, waits } = recording({ baseDelay: 100, maxDelay: 500 })
    await expect(withRetries(policy, undefined, failing(dropped(), dropped(), dropped(), dropped()))).resolves.toBe(
      'done',
    )
    expect(waits).toEqual([75, 150, 300, 375])
  })

  test('gives up after the last attempt, with the reason', async () => {
    const { policy, waits } = recording({ attempts: 3 })
    const error = await withRetries(policy, undefined, failing(dropped(), dropped(), dropped())).catch((e) => e)
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toBe('The line dropped. Gave up after 3 attempts.')
    expect(waits).toHaveLength(2)
  })

  test('waits as long as the server asks', async () => {
    const { policy, waits } = recording()
    await withRetries(policy, undefined, failing(dropped(7000)))
    expect(waits).toEqual([7000])
  })

  test('does not wait, nor come back too early, when the server asks for more than the limit', async () => {
    const { policy, waits } = recording({ maxRetryAfter: 60_000 })
    const error = await withRetries(policy, undefined, failing(dropped(3_600_000))).catch((e) => e)
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toContain('3600 s')
    expect(waits).toEqual([])
  })

  test('passes other errors on at once', async () => {
    const { policy, waits } = recording()
    const failure = new UnavailableError('No such image.')
    await expect(withRetries(policy, undefined, failing(failure))).rejects.toBe(failure)
    expect(waits).toEqual([])
  })

  test('is interrupted while it waits', async () => {
    const controller = new AbortController()
    const policy = { ...DEFAULT_RETRY_POLICY, baseDelay: 1_000_000, maxDelay: 1_000_000 }
    const waiting = withRetries(policy, controller.signal, failing(dropped()))
    controller.abort()
    await expect(waiting).rejects.toBeInstanceOf(InterruptedError)
  })
})

describe('parseRetryAfter', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')

  test.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 23:00:00 GMT', 0],
  ])('reads %j', (header, expected) => {
    expect(parseRetryAfter(header, now)).toBe(expected)
  })

  test.each([undefined, '', 'soon', '-1', '1.5', '1e9', '99999999999999'])('takes %j for nothing', (header) => {
    expect(parseRetryAfter(header, now)).toBeNull()
  })
})
