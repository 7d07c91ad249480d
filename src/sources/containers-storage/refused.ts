import { hasCode } from '../../disk/error-code.ts'
import { UnavailableError } from '../../errors.ts'

/**
 * The sentence for a part of a storage that this user may not read: it belongs to another user, or, in a storage of their own,
 * to one of the ids that their containers run with.
 * @returns null where `error` is something else
 */
export function refusedTo(error: unknown, path: string): UnavailableError | null {
  const reason = error instanceof Error && error.cause !== undefined ? error.cause : error
  if (!hasCode(error, 'EACCES', 'EPERM') && !hasCode(reason, 'EACCES', 'EPERM')) return null
  return new UnavailableError(
    `${path} may not be read by this user; run imgpeek as its owner, which for a storage in your home is ` +
      '"podman unshare imgpeek …", or start the Podman service.',
    { cause: error },
  )
}
