import type { Token, TokenRequest } from './token.ts'

/** Tokens by what they are for. Requests that come while a token is fetched wait for that one. */
export class TokenCache {
  readonly #tokens = new Map<string, Promise<Token>>()
  readonly #now: () => number

  /** `now` gives milliseconds since the epoch. */
  constructor(now: () => number) {
    this.#now = now
  }

  /**
   * A token that has not expired, from the cache or else from `fetch`.
   * @param refused a token that the registry no longer takes, whatever its expiry said.
   */
  async get(request: TokenRequest, refused: string | null, fetch: () => Promise<Token>): Promise<string> {
    const key = JSON.stringify([request.realm, request.service, request.scope])
    const cached = this.#tokens.get(key)
    if (cached !== undefined) {
      const token = await cached
      if (token.value !== refused && token.expiresAt > this.#now()) return token.value
      // Another request may have begun to renew it in the meantime.
      const renewed = this.#tokens.get(key)
      if (renewed !== undefined && renewed !== cached) return (await renewed).value
    }
    const fetched = fetch()
    this.#tokens.set(key, fetched)
    try {
      return (await fetched).value
    } catch (error) {
      if (this.#tokens.get(key) === fetched) this.#tokens.delete(key)
      throw error
    }
  }
}
