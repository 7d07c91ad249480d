import { NotFoundError, UnavailableError } from '../../errors.ts'
import { engineName, upper } from './connection-error.ts'
import type { Endpoint } from './endpoint.ts'

/** More of an engine's words than this is no sentence any more. */
const MAX_MESSAGE_LENGTH = 500

/**
 * The error for an answer that is a refusal.
 * @param doing what was asked for, `reading the image app:1`
 */
export function engineRefusal(status: number, body: string, endpoint: Endpoint, doing: string): UnavailableError {
  const name = upper(engineName(endpoint))
  const message = messageIn(body)
  if (message.includes('HTTP request to an HTTPS server')) {
    return new UnavailableError(
      `${name} speaks TLS only; set DOCKER_TLS_VERIFY=1, with certificates in DOCKER_CERT_PATH.`,
    )
  }
  const said = message === '' ? `answers with status ${status}` : `says: ${message}`
  const text = `${name} ${said} (${doing}).`
  return status === 404 ? new NotFoundError(text) : new UnavailableError(text)
}

/** Engines answer `{"message": "…"}`, some of several lines, Podman also with its `cause`; what stands before an engine may answer anything. */
function messageIn(body: string): string {
  let message: unknown = body
  try {
    message = Object(JSON.parse(body)).message
  } catch {
    if (/^\s*</.test(body)) return ''
  }
  return typeof message === 'string'
    ? message.trim().replace(/\s+/g, ' ').replace(/\.$/, '').slice(0, MAX_MESSAGE_LENGTH)
    : ''
}
