import type { Limits } from '../limits.ts'
import type { Traffic } from '../registry/traffic.ts'
import type { DocumentStore } from './document-store.ts'

/** Engines that keep images, in the order in which they are tried where nobody says which. */
export const ENGINES = ['docker-daemon', 'podman', 'containerd'] as const

/** Where a name without a scheme is looked for; with `auto` in engines that are up, and then in its registry. */
export type DefaultSource = 'registry' | 'auto' | (typeof ENGINES)[number]

/** What a source may need to open an image. */
export interface SourceOptions {
  /** `os/architecture[/variant]`; without it linux on this machine's architecture is taken where there is a choice. */
  readonly platform?: string
  /** What a name without a scheme is that is no path; `registry` unless set. */
  readonly source?: DefaultSource | undefined
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
  /** Keeps documents that are costly to have, for the next time; nothing is kept without it. */
  readonly documents?: DocumentStore | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborts everything that opening starts, and the reading of layers after it. */
  readonly signal?: AbortSignal
  readonly limits: Limits
}
