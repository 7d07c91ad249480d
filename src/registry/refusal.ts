import { NotFoundError, UnavailableError } from '../errors.ts'
import { readBoundedBody } from './bounded-body.ts'
import { parseRetryAfter, TransientError } from './retry.ts'
import type { HttpResponse } from './transport.ts'

/** A registry answered, but not with what was asked for. */
export class RefusalError extends UnavailableError {
  override name = 'RefusalError'
  /** The answer's HTTP status; 200 for a web page where something else was expected. */
  readonly status: number

  constructor(message: string, status: number) {
    super(message)
    this.status = status
  }
}

/** Whether a registry gives no access to what was asked for, or does not say whether it is there. */
export function isDenied(error: unknown): error is RefusalError {
  return error instanceof RefusalError && (error.status === 401 || error.status === 403)
}

/** Bytes of an error's body that are read. */
const MAX_ERROR_BODY = 64 * 1024

const REASONS: ReadonlyMap<number, string> = new Map([
  [400, 'Bad Request'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
  [405, 'Method Not Allowed'],
  [408, 'Request Timeout'],
  [429, 'Too Many Requests'],
  [500, 'Internal Server Error'],
  [502, 'Bad Gateway'],
  [503, 'Service Unavailable'],
  [504, 'Gateway Timeout'],
])

/** Statuses that may be another when the request is made again. */
const TRANSIENT_STATUSES = new Set([408, 429, 500, 502, 503, 504])

/** Whether an answer is a page for people: a portal's or proxy's, or a web server that is no registry. */
function isWebPage(response: HttpResponse): boolean {
  return /^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(response.header('content-type') ?? '')
}

/** @throws {RefusalError} when the answer is a web page, {NotFoundError} when its status is 404; `what` was asked for. */
export async function refuseWebPage(response: HttpResponse, what: string): Promise<void> {
  if (!isWebPage(response)) return
  await response.discard()
  const sentence = `${response.url.host} answered with a web page (text/html) when asked for ${what}; is it a registry?`
  throw response.status === 404 ? new NotFoundError(sentence) : new RefusalError(sentence, response.status)
}

/** @throws {TransientError} when the answer's status is one that passes; `what` was asked for. */
export async function refuseTransient(response: HttpResponse, what: string, now: number): Promise<void> {
  if (!TRANSIENT_STATUSES.has(response.status)) return
  const retryAfter = parseRetryAfter(response.header('retry-after'), now)
  await response.discard()
  throw new TransientError(`${response.url.host} answered ${describeStatus(response.status)} when asked for ${what}.`, {
    retryAfter,
  })
}

/** A status as people read it: `404 Not Found`. */
export function describeStatus(status: number): string {
  const reason = REASONS.get(status)
  return reason === undefined ? String(status) : `${status} ${reason}`
}

/** An error as the distribution specification words it ("Error Codes"): `{"errors": [{"code", "message"}]}`. */
interface RegistryError {
  /** Such as `MANIFEST_UNKNOWN`; empty where the body says none. */
  readonly code: string
  /** On one line, without control characters; empty where the body says nothing. */
  readonly message: string
}

/** Reads what an error answer says; what cannot be read says nothing. */
export async function readRegistryError(response: HttpResponse): Promise<RegistryError> {
  const bytes = await readBoundedBody(response, MAX_ERROR_BODY)
  try {
    const body: unknown = JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array()))
    const { errors, details } = Object(body) as { errors?: unknown; details?: unknown }
    // Token servers answer `{"details": "…"}` (Docker Hub) or the same as registries do.
    const first = Object(Array.isArray(errors) ? errors[0] : { message: details }) as Record<string, unknown>
    return { code: oneLine(first.code), message: oneLine(first.message) }
  } catch {
    return { code: '', message: '' }
  }
}

/** Text from outside as it may be shown: one line, without what steers a terminal, and not long. */
function oneLine(text: unknown): string {
  if (typeof text !== 'string') return ''
  return text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 200)
}
