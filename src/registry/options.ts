import type { RegistryActions } from './authorizer.ts'
import type { CredentialEnvironment } from './find-credentials.ts'
import type { RetryPolicy } from './retry.ts'
import type { Traffic } from './traffic.ts'

/** How to reach a registry. Times are in milliseconds, sizes in bytes. */
export interface RegistryOptions extends CredentialEnvironment {
  /** Tokens are asked for no more than that; for reading unless given. */
  readonly actions?: RegistryActions
  /** With `password`: used instead of any credentials that files or helpers hold. */
  readonly username?: string
  readonly password?: string
  /** Speak HTTP, not HTTPS, whatever the host. */
  readonly plainHttp?: boolean
  /** Accept any TLS certificate. */
  readonly insecure?: boolean
  /** A file of PEM certificates to trust beside the usual ones. */
  readonly caFile?: string
  /** How long a transfer may bring no byte before it counts as broken. */
  readonly stallTimeout?: number
  /** The largest manifest or index that is read. */
  readonly maxManifestBytes: number
  readonly retry?: Partial<RetryPolicy>
  /** Counts what is read. */
  readonly traffic?: Traffic | undefined
  /** The time, in milliseconds since the epoch. */
  readonly now?: () => number
}

/** Where `stallTimeout` is not given. */
export const DEFAULT_STALL_TIMEOUT = 60_000
