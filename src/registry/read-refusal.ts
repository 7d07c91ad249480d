import { NotFoundError, UnavailableError } from '../errors.ts'
import type { CredentialLookup } from './credentials.ts'
import { loginAdvice } from './login-advice.ts'
import { describeStatus, RefusalError, readRegistryError } from './refusal.ts'
import type { HttpResponse } from './transport.ts'

/** Where something was asked for, and as whom. */
export interface ReadContext {
  readonly registry: string
  readonly repository: string
  /** The origin of the request's URL; an answer from another one comes from where the registry redirects to. */
  readonly origin: string
  readonly login: CredentialLookup
}

/** Why an answer is not `what` was asked for. */
export async function refusedRead(
  response: HttpResponse,
  what: string,
  { registry, repository, origin, login }: ReadContext,
): Promise<UnavailableError> {
  const { code, message } = await readRegistryError(response)
  const said = message === '' ? '' : ` (it says: ${message})`
  const { status, url } = response
  if (url.origin !== origin) {
    return new UnavailableError(
      `${url.host}, where ${registry} redirects to, answered ${describeStatus(status)} when asked for ${what}${said}.`,
    )
  }
  switch (status) {
    case 404:
      return new NotFoundError(
        `${registry} has no ${code === 'NAME_UNKNOWN' ? `repository ${repository}` : what}${said}.`,
      )
    case 401:
    case 403:
      return new RefusalError(
        `${registry} gives no access to ${what}${said}: it does not exist, or needs another login; ${loginAdvice(registry, login)}`,
        status,
      )
    default:
      return new RefusalError(`${registry} answered ${describeStatus(status)} when asked for ${what}${said}.`, status)
  }
}
