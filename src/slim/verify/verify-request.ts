import type { RuntimeName } from '../../containers/runtime.ts'

/** What is run of source and result, and how. */
export interface VerifyRequest {
  /** Programs with their arguments, run in place of entrypoint and command; an empty one is the image's own. */
  readonly commands: readonly (readonly string[])[]
  /** What the image's own command is asked. */
  readonly requests: readonly HttpTarget[]
  /** Whether containers have a network but their own loopback; without one unless set. */
  readonly network?: boolean | undefined
  /** The runtime; whichever can be used unless set. */
  readonly runtime?: RuntimeName | undefined
  /** How long a command may take, or a server to start and answer, in milliseconds; a minute unless set. */
  readonly timeout?: number | undefined
}

/** What a server is asked. */
export interface HttpTarget {
  /** The first TCP port that the image exposes unless set. */
  readonly port: number | null
  /** With its query. */
  readonly path: string
}
