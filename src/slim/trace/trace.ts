import type { TracedUse } from './traced-paths.ts'

/** What was learnt from a run of an image. */
export interface Trace {
  /** The command that was run, or the file that has the log. */
  readonly name: string
  readonly kind: 'run' | 'strace' | 'creport'
  /** What successful calls used, by path: absolute, as `TreeNode.path`, but with symlinks in it. */
  readonly uses: ReadonlyMap<string, TracedUse>
  /** How the run ended; null where a file does not say. */
  readonly ended: TraceEnd | null
  /** What of the log could not be used: whole sentences. */
  readonly warnings: readonly string[]
}

/** How a command ended that was traced. */
interface TraceEnd {
  /** Null where a signal ended it. */
  readonly exitCode: number | null
  /** Whether it was ended because its time was over, as that of a server has to be. */
  readonly stopped: boolean
}
