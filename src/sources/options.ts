import type { Limits } from '../limits.ts'
import type { Traffic } from '../registry/traffic.ts'

/** What a source may need to open an image. */
export interface SourceOptions {
  /** `os/architecture[/variant]`; without it linux on this machine's architecture is taken where there is a choice. */
  readonly platform?: string
  readonly username?: string
  readonly password?: string
  /** Speak HTTP to the registry, not HTTPS. */
  readonly plainHttp?: boolean
  /** Accept any TLS certificate of the registry. */
  readonly insecure?: boolean
  /** A PEM file with certificate authorities to trust beside the system's. */
  readonly caFile?: string
  /** Counts what is read over the network. */
  readonly traffic?: Traffic | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborts everything that opening starts, and the reading of layers after it. */
  readonly signal?: AbortSignal
  readonly limits: Limits
}
