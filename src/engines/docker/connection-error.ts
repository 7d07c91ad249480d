import { InterruptedError, messageOf, UnavailableError } from '../../errors.ts'
import type { Endpoint } from './endpoint.ts'
import { SshError } from './ssh-connection.ts'

/** What an engine is called in sentences. */
export const TITLES = { docker: 'Docker', podman: 'Podman' } as const

/** How an engine is started, what says where it is, and who may use its socket. */
const ADVICE = {
  docker: { start: 'start Docker', configure: 'DOCKER_HOST or a context', group: 'the group docker' },
  podman: { start: 'run podman system service', configure: 'CONTAINER_HOST', group: 'its group' },
} as const

/** A connection that failed. */
interface Failure {
  readonly error: unknown
  /** Node.js's, undici's or OpenSSL's; empty where there is none. */
  readonly code: string
  readonly endpoint: Endpoint
  /** What was under way; null before anything was asked for. */
  readonly doing: string | null
}

/** A kind of failure, and its sentence. */
interface Rule {
  readonly holds: (failure: Failure) => boolean
  readonly say: (failure: Failure) => string
}

const codes =
  (...wanted: readonly string[]) =>
  ({ code }: Failure): boolean =>
    wanted.includes(code)

const isClosed = codes('ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH')

/** The first that holds is said. */
const RULES: readonly Rule[] = [
  { holds: ({ error }) => error instanceof SshError, say: sshSentence },
  {
    holds: codes('ENOENT'),
    say: ({ endpoint }) => absent(`There is no ${TITLES[endpoint.engine]} engine at`, endpoint),
  },
  { holds: codes('ECONNREFUSED'), say: ({ endpoint }) => absent('Nothing listens at', endpoint) },
  {
    holds: codes('EACCES', 'EPERM'),
    say: ({ endpoint }) =>
      `There is no permission to use ${engineName(endpoint)}; run as a member of ${ADVICE[endpoint.engine].group}, ` +
      'which may use it, or as root.',
  },
  {
    holds: wantsClientCertificate,
    say: ({ endpoint }) =>
      `${upper(engineName(endpoint))} wants a client certificate that it trusts; put cert.pem and key.pem into ` +
      'DOCKER_CERT_PATH or the context.',
  },
  {
    holds: ({ code }) => /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|HOSTNAME_MISMATCH/.test(code),
    say: ({ endpoint, error }) =>
      `The TLS certificate of ${engineName(endpoint)} is not trusted (${messageOf(error)}); put its authority's ` +
      'ca.pem into DOCKER_CERT_PATH or the context.',
  },
  {
    holds: ({ code }) => code === 'EPROTO' || code.startsWith('ERR_SSL_'),
    say: ({ endpoint }) =>
      `${upper(engineName(endpoint))} does not speak TLS as it is asked to; see DOCKER_TLS_VERIFY and the address.`,
  },
  {
    holds: codes('EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'),
    say: ({ endpoint, code }) =>
      `The host of ${engineName(endpoint)} cannot be reached (${code}); check ${endpoint.origin} and the network.`,
  },
  {
    holds: codes('ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT'),
    say: ({ endpoint }) => `${upper(engineName(endpoint))} does not answer; check that it is running.`,
  },
  {
    holds: codes('UND_ERR_BODY_TIMEOUT'),
    say: (failure) => `${upper(engineName(failure.endpoint))} sends no more bytes${during(failure)}; try again.`,
  },
  {
    holds: isClosed,
    say: (failure) =>
      `${upper(engineName(failure.endpoint))} closed the connection${during(failure)}; check that it is running and try again.`,
  },
]

/** An engine as errors name it: `the Docker engine at unix:///var/run/docker.sock`. */
export function engineName({ engine, host }: Pick<Endpoint, 'engine' | 'host'>): string {
  return `the ${TITLES[engine]} engine at ${host}`
}

/**
 * What an error of undici, Node.js's network stack or ssh means.
 * @param doing what it was in the middle of, `reading the image app:1`; null before anything was asked for
 */
export function connectionError(
  thrown: unknown,
  endpoint: Endpoint,
  doing: string | null,
  signal: AbortSignal | undefined,
): UnavailableError | InterruptedError {
  if (signal?.aborted) return new InterruptedError(undefined, { cause: thrown })
  const error = rootOf(thrown)
  const failure = { error, code: codeOf(error), endpoint, doing }
  const rule = RULES.find(({ holds }) => holds(failure))
  return new UnavailableError(rule?.say(failure) ?? unknown(failure), { cause: thrown })
}

/** As the beginning of a sentence. */
export function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function absent(what: string, { engine, host, origin }: Endpoint): string {
  const { start, configure } = ADVICE[engine]
  return `${what} ${host} (${origin}); ${start}, or say where it is with ${configure}.`
}

function during({ doing }: Failure): string {
  return doing === null ? '' : ` while ${doing}`
}

function unknown(failure: Failure): string {
  const { error, code, endpoint } = failure
  const reason = messageOf(error).replace(/\.$/, '') || code
  return `${upper(engineName(endpoint))} cannot be read from${during(failure)}: ${reason}.`
}

/** With TLS 1.3 the engine may only say so once the connection stands, by closing it. */
function wantsClientCertificate(failure: Failure): boolean {
  const { code, endpoint, doing } = failure
  if (/CERTIFICATE_REQUIRED|ALERT_(?:BAD_CERTIFICATE|UNKNOWN_CA)/.test(code)) return true
  const hasNone = endpoint.kind === 'tcp' && endpoint.tls !== null && endpoint.tls.cert === null
  return hasNone && doing === null && isClosed(failure)
}

function sshSentence({ error, endpoint }: Failure): string {
  const { engine, host, origin } = endpoint
  if (error instanceof SshError && error.isMissing) {
    return `The program ssh, which ${host} (${origin}) needs, is not installed or not in the PATH.`
  }
  const reason = messageOf(error).replace(/\.$/, '')
  return `ssh does not reach ${host} (${origin}): ${reason}; it must be able to run ${engine} there without asking.`
}

/** The innermost error that says something: undici wraps some, happy eyeballs gathers several in an AggregateError. */
function rootOf(error: unknown): unknown {
  let root = error
  for (let depth = 0; depth < 5 && !(root instanceof SshError); depth++) {
    if (root instanceof AggregateError && root.errors.length > 0) root = root.errors[0]
    else if (root instanceof Error && root.cause instanceof Error) root = root.cause
    else break
  }
  return root
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
