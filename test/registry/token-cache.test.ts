import { describe, expect, test } from 'vitest'
import { TokenCache } from '../../src/registry/token-cache.ts'

const pull = { realm: 'https://auth.example/token', service: 'registry', scope: 'repository:a:pull' }

/** A cache with a clock that the test sets, and a token server that numbers its tokens. */
function setUp() {
  const state = { now: 0, fetched: 0 }
  const cache = new TokenCache(() => state.now)
  const fetch = async () => ({ value: `token-${++state.fetched}`, expiresAt: state.now + 1000 })
  return { state, cache, fetch }
}

describe('TokenCache', () => {
  test('fetches once for requests that come together', async () => {
    const { cache, fetch } = setUp()
    const tokens = await Promise.all([cache.get(pull, null, fetch), cache.get(pull, null, fetch)])
    expect(tokens).toEqual(['token-1', 'token-1'])
  })

  test('keeps tokens of different realms, services and scopes apart', async () => {
    const { cache, fetch } = setUp()
    const others = [{ realm: 'https://other/' }, { service: null }, { scope: 'repository:b:pull' }]
    const tokens = [await cache.get(pull, null, fetch)]
    for (const other of others) tokens.push(await cache.get({ ...pull, ...other }, null, fetch))
    expect(new Set(tokens).size).toBe(4)
  })

  test('renews a token that has expired', async () => {
    const { state, cache, fetch } = setUp()
    await cache.get(pull, null, fetch)
    state.now = 999
    await expect(cache.get(pull, null, fetch)).resolves.toBe('token-1')
    state.now = 1000
    await expect(cache.get(pull, null, fetch)).resolves.toBe('token-2')
  })

  test('renews a token that the registry refused, once for all that were refused with it', async () => {
    const { cache, fetch } = setUp()
    await cache.get(pull, null, fetch)
    const renewed = await Promise.all([1, 2, 3].map(() => cache.get(pull, 'token-1', fetch)))
    expect(renewed).toEqual(['token-2', 'token-2', 'token-2'])
    await expect(cache.get(pull, 'token-1', fetch)).resolves.toBe('token-2')
  })

  test('forgets a failure', async () => {
    const { cache, fetch } = setUp()
    await expect(cache.get(pull, null, () => Promise.reject(new Error('down')))).rejects.toThrow('down')
    await expect(cache.get(pull, null, fetch)).resolves.toBe('token-1')
  })
})
