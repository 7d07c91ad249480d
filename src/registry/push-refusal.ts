import { UnavailableError } from '../errors.ts'
import type { CredentialLookup } from './credentials.ts'
import { loginAdvice } from './login-advice.ts'
import { describeStatus, readRegistryError } from './refusal.ts'
import type { HttpResponse } from './transport.ts'

/** Where something was pushed to, and as whom. */
export interface PushContext {
  readonly registry: string
  readonly repository: string
  /** Whether the registry itself answered, and not a place where it lets blobs be sent to. */
  readonly isRegistry: boolean
  readonly login: CredentialLookup
}

/** A refusal, as words. */
interface Refusal extends PushContext {
  /** What was not done: "the upload of blob …". */
  readonly what: string
  /** What the registry gives for a reason, in parentheses and with a space before it; empty where it gives none. */
  readonly said: string
}

/** What the statuses mean that say more than that something went wrong. */
const SENTENCES: ReadonlyMap<number, (refusal: Refusal) => string> = new Map([
  [401, denied],
  [403, denied],
  [
    404,
    ({ registry, repository, said }) =>
      `${registry} has no repository ${repository} to push to${said}; check its name, or create it there first.`,
  ],
  [405, ({ registry, said }) => `${registry} takes no pushes${said}: it is read-only, as mirrors and caches are.`],
  [
    413,
    ({ registry, what, said }) =>
      `${registry} refuses ${what} as too large${said}; the limit is its own or that of a proxy in front of it.`,
  ],
])

/** Why a registry did not do `what` a push asked of it. */
export async function refusedPush(
  response: HttpResponse,
  what: string,
  context: PushContext,
): Promise<UnavailableError> {
  const { message } = await readRegistryError(response)
  const said = message === '' ? '' : ` (it says: ${message})`
  const { status, url } = response
  const sentence = context.isRegistry ? SENTENCES.get(status) : undefined
  return new UnavailableError(
    sentence?.({ ...context, what, said }) ?? `${url.host} answered ${describeStatus(status)} to ${what}${said}.`,
  )
}

function denied({ registry, repository, said, login }: Refusal): string {
  const who = login.credentials === null ? 'lets nobody push without a login' : 'does not let this login push'
  return `${registry} ${who} to ${repository}${said}; ${loginAdvice(registry, login)}`
}
