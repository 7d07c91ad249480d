import { UnavailableError } from '../errors.ts'
import { basicAuthorization, type CredentialLookup } from './credentials.ts'
import { loginAdvice } from './login-advice.ts'
import { RefusalError } from './refusal.ts'
import type { Token, TokenContext, TokenRequest } from './token.ts'
import { fetchToken } from './token.ts'
import { TokenCache } from './token-cache.ts'
import type { Challenge } from './www-authenticate.ts'

/** What an authorizer needs to answer a registry's challenges. */
export interface AuthorizerContext extends Omit<TokenContext, 'login'> {
  readonly repository: string
  /** Looks for credentials; called when the registry first asks for any, once. */
  readonly findCredentials: () => Promise<CredentialLookup>
}

/** Gives the `Authorization` header for requests to one repository of a registry, once the registry asks for it. */
export class Authorizer {
  readonly #context: AuthorizerContext
  readonly #tokens: TokenCache
  #lookup: Promise<CredentialLookup> | null = null
  /** How the registry's last challenge is answered; null before it has asked. */
  #answer: ((refused: string | null) => Promise<string>) | null = null

  constructor(context: AuthorizerContext) {
    this.#context = context
    this.#tokens = new TokenCache(context.now)
  }

  /** The header to send; null while the registry has not asked. An expired token is renewed. */
  async current(): Promise<string | null> {
    return this.#answer === null ? null : this.#answer(null)
  }

  /**
   * The header that answers a 401.
   * @param refused the header that the refused request had; null for none.
   * @throws {RefusalError} when there is nothing to answer with; {UnavailableError} when there is no way to answer.
   */
  async answer(challenges: readonly Challenge[], refused: string | null): Promise<string> {
    const { registry } = this.#context
    const bearer = challenges.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.has('realm'))
    if (bearer !== undefined) {
      this.#answer = (refusedHeader) => this.#bearer(bearer, refusedHeader)
    } else if (challenges.some(({ scheme }) => scheme === 'basic')) {
      this.#answer = () => this.#basic()
    } else {
      const schemes = challenges.map(({ scheme }) => scheme).join(', ') || 'none'
      throw new UnavailableError(`${registry} asks for a login in a way that is not supported (${schemes}).`)
    }
    return this.#answer(refused)
  }

  /** What was found to log in with; nothing is looked for before the registry has asked. */
  async credentials(): Promise<CredentialLookup> {
    return this.#lookup ?? { credentials: null, problems: [] }
  }

  #findCredentials(): Promise<CredentialLookup> {
    this.#lookup ??= this.#context.findCredentials()
    return this.#lookup
  }

  async #bearer({ parameters }: Challenge, refused: string | null): Promise<string> {
    const request: TokenRequest = {
      realm: parameters.get('realm')!,
      service: parameters.get('service') ?? null,
      // Not the challenge's scope: reading this repository is all that is ever wanted.
      scope: `repository:${this.#context.repository}:pull`,
    }
    const fetch = async (): Promise<Token> => {
      const login = await this.#findCredentials()
      return fetchToken(request, { ...this.#context, login })
    }
    return `Bearer ${await this.#tokens.get(request, refused?.replace(/^Bearer /, '') ?? null, fetch)}`
  }

  async #basic(): Promise<string> {
    const { registry } = this.#context
    const login = await this.#findCredentials()
    const { credentials } = login
    if (credentials?.kind === 'password') return basicAuthorization(credentials.username, credentials.password)
    const found = credentials === null ? 'there is none' : `${credentials.origin} has only a refresh token`
    throw new RefusalError(
      `${registry} asks for a user name and a password, but ${found}; ${loginAdvice(registry, login)}`,
      401,
    )
  }
}
