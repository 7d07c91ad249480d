/** What came of running source and result side by side: a part of what `imgpeek slim --json` prints. */
export interface SlimVerification {
  /** The runtime that ran them. */
  readonly runtime: 'docker' | 'podman' | 'runc' | 'crun'
  /** Whether containers had a network but their own loopback. */
  readonly network: boolean
  /** In the order in which they were asked for. */
  readonly commands: readonly VerifiedCommand[]
  /** In the order in which they were asked for. */
  readonly requests: readonly VerifiedRequest[]
}

/**
 * `same`: nothing differs; `varies`: nothing but what also differs from one run of the source to the next; `differs`: something else
 * does, and the image was not written.
 */
export type RunVerdict = 'same' | 'varies' | 'differs'

/** A command that was run in both. */
export interface VerifiedCommand {
  /** The program and its arguments; none for the image's own command. */
  readonly command: readonly string[]
  readonly verdict: RunVerdict
  readonly source: CommandEnd
  /** Null where it did not end by itself, or could not be started. */
  readonly result: CommandEnd | null
  readonly differences: readonly Difference[]
}

/** How a command ended. */
export interface CommandEnd {
  /** 128 and the signal's number where one ended it. */
  readonly exitCode: number
  /** What it wrote to standard output and standard error. */
  readonly stdoutBytes: number
  readonly stderrBytes: number
}

/** What the image's own command was asked over HTTP in both. */
export interface VerifiedRequest {
  readonly port: number
  /** With its query. */
  readonly path: string
  readonly verdict: RunVerdict
  readonly source: RequestAnswer
  /** Null where it gave no answer. */
  readonly result: RequestAnswer | null
  readonly differences: readonly Difference[]
}

/** What a server answered. */
export interface RequestAnswer {
  readonly status: number
  readonly contentType: string | null
  readonly bodyBytes: number
}

/** What of two runs was held against each other: `run` for whether there is anything to hold. */
export type Trait = 'run' | 'exit-code' | 'stdout' | 'stderr' | 'status' | 'content-type' | 'body'

/** What differs between source and result. */
export interface Difference {
  readonly in: Trait
  /** Whether it also differs from one run of the source to the next, and so says nothing. */
  readonly varies: boolean
  /** A sentence. */
  readonly says: string
  /** The first hundred lines of a unified diff from the source's text to the result's; null where there is none. */
  readonly patch: string | null
}
