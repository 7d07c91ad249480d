import { UnavailableError } from '../errors.ts'
import { basicAuthorization, type CredentialLookup } from './credentials.ts'
import { loginAdvice } from './login-advice.ts'
import { RefusalError } from './refusal.ts'
import type { Token, TokenContext, TokenRequest } from './token.ts'
import { fetchToken } from './token.ts'
import { TokenCache } from './token-cache.ts'
import type { Challenge } from './www-authenticate.ts'

/** What a client does to its repository: reads it, or writes to it too. */
export type RegistryActions = 'pull' | 'pull,push'

/** What an authorizer needs to answer a registry's challenges. */
export interface AuthorizerContext extends Omit<TokenContext, 'login'> {
  readonly repository: string
  /** What is done to the repository, as the scopes of tokens name it. */
  readonly actions: RegistryActions
  /** Looks for credentials; called when the registry first asks for any, once. */
  readonly findCredentials: () => Promise<CredentialLookup>
}

/** Gives the `Authorization` header for requests to one repository of a registry, once the registry asks for it. */
export class Authorizer {
  readonly #context: AuthorizerContext
  readonly #tokens: TokenCache
  #lookup: Promise<CredentialLookup> | null = null
  /** How the registry's last challenge is answered; null before it has asked. */
  #answer: ((refused: string | null, alsoReads: string | null) => Promise<string>) | null = null

  constructor(context: AuthorizerContext) {
    this.#context = context
    this.#tokens = new TokenCache(context.now)
  }

  /**
   * The header to send; null while the registry has not asked. An expired token is renewed.
   * @param alsoReads another repository that the request reads; null for none.
   */
  async current(alsoReads: string | null): Promise<string | null> {
    return this.#answer === null ? null : this.#answer(null, alsoReads)
  }

  /**
   * The header that answers a 401.
   * @param refused the header that the refused request had; null for none.
   * @param alsoReads as for `current`.
   * @throws {RefusalError} when there is nothing to answer with; {UnavailableError} when there is no way to answer.
   */
  async answer(challenges: readonly Challenge[], refused: string | null, alsoReads: string | null): Promise<string> {
    const { registry } = this.#context
    const bearer = challenges.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.has('realm'))
    if (bearer !== undefined) {
      this.#answer = (refusedHeader, other) => this.#bearer(bearer, refusedHeader, other)
    } else if (challenges.some(({ scheme }) => scheme === 'basic')) {
      this.#answer = () => this.#basic()
    } else {
      const schemes = challenges.map(({ scheme }) => scheme).join(', ') || 'none'
      throw new UnavailableError(`${registry} asks for a login in a way that is not supported (${schemes}).`)
    }
    return this.#answer(refused, alsoReads)
  }

  /** What was found to log in with; nothing is looked for before the registry has asked. */
  async credentials(): Promise<CredentialLookup> {
    return this.#lookup ?? { credentials: null, problems: [] }
  }

  #findCredentials(): Promise<CredentialLookup> {
    this.#lookup ??= this.#context.findCredentials()
    return this.#lookup
  }

  async #bearer({ parameters }: Challenge, refused: string | null, alsoReads: string | null): Promise<string> {
    const { repository, actions } = this.#context
    const scopes = [
      `repository:${repository}:${actions}`,
      ...(alsoReads === null ? [] : [`repository:${alsoReads}:pull`]),
    ]
    const request: TokenRequest = {
      realm: parameters.get('realm')!,
      service: parameters.get('service') ?? null,
      // Not the challenge's scope: this is all that is ever wanted.
      scope: scopes.join(' '),
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
