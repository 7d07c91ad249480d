import { messageOf, UnavailableError } from '../errors.ts'
import { TransientError } from './retry.ts'

/** The server's certificate is not trusted: no reason to try again, nor to fall back to plain HTTP. */
export class CertificateError extends UnavailableError {
  override name = 'CertificateError'
}

/** What undici's and Node.js's error codes mean; the rest is told in the error's own words. */
const MEANINGS: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'refuses connections; is it running, and is that its address?'],
  ['ECONNRESET', 'closed the connection'],
  ['EPIPE', 'closed the connection'],
  ['UND_ERR_SOCKET', 'closed the connection'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'closed the connection'],
  ['EAI_AGAIN', 'cannot be found for now: name resolution fails'],
  ['ENOTFOUND', 'does not exist: no address is known for this name; check its spelling'],
  ['EHOSTUNREACH', 'cannot be reached from this machine'],
  ['ENETUNREACH', 'cannot be reached from this machine'],
  ['ETIMEDOUT', 'does not answer'],
  ['UND_ERR_CONNECT_TIMEOUT', 'does not answer'],
  ['UND_ERR_HEADERS_TIMEOUT', 'does not answer'],
  ['UND_ERR_BODY_TIMEOUT', 'stalls: it sends no more bytes'],
  ['UND_ERR_HEADERS_OVERFLOW', 'sends headers that are too large'],
])

/** Never better on a second attempt. */
const FINAL = new Set(['ENOTFOUND', 'UND_ERR_HEADERS_OVERFLOW'])
/** Worth a second attempt only where the server was there a moment ago. */
const FINAL_AT_FIRST = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH'])

const CERTIFICATE_CODE =
  /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY|DECRYPT|DECODE)|INVALID_(?:CA|PURPOSE)|HOSTNAME_MISMATCH|PATH_LENGTH_EXCEEDED/

/**
 * What an error of undici, Node's network stack or OpenSSL means for a request to `host`.
 * @param seen whether the host has answered a request before.
 */
export function connectionFailure(error: unknown, host: string, seen: boolean): UnavailableError | TransientError {
  const code = codeOf(error)
  if (CERTIFICATE_CODE.test(code)) {
    return new CertificateError(
      `The TLS certificate of ${host} is not trusted (${messageOf(error)}); give its authority with --ca-file, or use --insecure.`,
      { cause: error },
    )
  }
  const meaning = MEANINGS.get(code) ?? `cannot be read from: ${messageOf(error) || code}`
  const sentence = `${host} ${meaning}${meaning.endsWith('?') ? '' : '.'}`
  const isProtocolError = code === 'EPROTO' || code === 'UND_ERR_ABORTED' || code.startsWith('ERR_SSL_')
  const isFinal = FINAL.has(code) || isProtocolError || (!seen && FINAL_AT_FIRST.has(code))
  return isFinal ? new UnavailableError(sentence, { cause: error }) : new TransientError(sentence, { cause: error })
}

/** The code of the error or of what caused it: undici wraps some, happy eyeballs gathers several in an AggregateError. */
function codeOf(error: unknown): string {
  for (let depth = 0; error instanceof Error && depth < 5; depth++) {
    if ('code' in error && typeof error.code === 'string') return error.code
    error = error.cause
  }
  return ''
}
