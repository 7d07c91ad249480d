import { createSign, randomUUID, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Certificate } from './certificates.ts'
import { listen } from './listening-server.ts'

export const SERVICE = 'imgpeek test registry'
export const ISSUER = 'imgpeek test token server'

/** Seconds that docker-registry still takes a token after its end (registry/auth/token, `Leeway`). */
const LEEWAY = 60

/** What the token server was asked. */
interface TokenExchange {
  readonly method: string
  readonly authorization: string | null
  /** The query's parameters, or the form's; the last of each name. */
  readonly parameters: Readonly<Record<string, string>>
  /** What the token is to be for, one by one. */
  readonly scopes: readonly string[]
  readonly status: number
}

/** A token server on loopback (distribution's token authentication specification). */
export interface TokenServer extends AsyncDisposable {
  readonly realm: string
  readonly exchanges: readonly TokenExchange[]
  /** Seconds that a registry takes the next tokens for; what clients are told is always five minutes. */
  lifetime: number
}

/** Who gets tokens: one user, by password or refresh token, and, for pulling only, anybody where `anonymous`. */
export interface TokenServerOptions {
  readonly username: string
  readonly password: string
  readonly refreshToken: string
  readonly anonymous?: boolean
}

export async function startTokenServer(signer: Certificate, options: TokenServerOptions): Promise<TokenServer> {
  const exchanges: TokenExchange[] = []
  const state = { lifetime: 300 }
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const form = request.method === 'POST' ? new URLSearchParams(await text(request)) : searchParams
    const parameters = Object.fromEntries(form)
    const actions = pathname === '/token' ? allowedActions(request, parameters, options) : null
    const status = actions === null ? 401 : 200
    const authorization = request.headers.authorization ?? null
    // Several scopes come as several parameters, or in one text.
    const scopes = form.getAll('scope').flatMap((scope) => scope.split(' '))
    exchanges.push({ method: request.method ?? '', authorization, parameters, scopes, status })
    response.writeHead(status, { 'content-type': 'application/json' })
    if (actions === null) {
      response.end(JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message: 'incorrect username or password' }] }))
      return
    }
    const token = signToken(signer, scopes, actions, state.lifetime)
    response.end(JSON.stringify(request.method === 'POST' ? { access_token: token } : { token, expires_in: 300 }))
  }
  const http = createServer((request, response) => void answer(request, response))
  const server = await listen(http)
  return Object.assign(state, {
    realm: `http://127.0.0.1:${server.port}/token`,
    exchanges,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  })
}

/** The actions that a request may be granted; null where it proves nobody. */
function allowedActions(
  request: IncomingMessage,
  parameters: Readonly<Record<string, string>>,
  { username, password, refreshToken, anonymous = false }: TokenServerOptions,
): readonly string[] | null {
  const everything = ['pull', 'push']
  if (request.method === 'POST') {
    return parameters.grant_type === 'refresh_token' && parameters.refresh_token === refreshToken ? everything : null
  }
  const { authorization } = request.headers
  if (authorization === undefined) return anonymous ? ['pull'] : []
  const expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  return authorization === expected ? everything : null
}

/** A JSON web token as docker-registry wants it: the signer's certificate stands in its header. */
function signToken(
  signer: Certificate,
  scopes: readonly string[],
  allowed: readonly string[],
  lifetime: number,
): string {
  const access = scopes.map((scope) => {
    const [type, name, wanted] = scope.split(':')
    return { type, name, actions: (wanted ?? '').split(',').filter((action) => allowed.includes(action)) }
  })
  const now = Math.floor(Date.now() / 1000)
  const certificate = new X509Certificate(readFileSync(signer.certificate))
  const header = { typ: 'JWT', alg: 'RS256', x5c: [certificate.raw.toString('base64')] }
  const times = { iat: now, nbf: now - 10, exp: now + lifetime - LEEWAY }
  const claims = { iss: ISSUER, sub: '', aud: SERVICE, jti: randomUUID(), ...times, access }
  const body = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  const signature = createSign('RSA-SHA256').update(body).sign(readFileSync(signer.key), 'base64url')
  return `${body}.${signature}`
}
