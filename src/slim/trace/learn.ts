import { crun } from '../../containers/bundle/crun.ts'
import { runc } from '../../containers/bundle/runc.ts'
import { commandWords } from '../../containers/command-words.ts'
import type { ReadyOptions, RunnableImage, RuntimeOptions } from '../../containers/runtime.ts'
import { chooseRuntime } from '../../containers/runtimes.ts'
import { findStrace } from './strace/program.ts'
import type { Trace } from './trace.ts'
import { findTraceFile, readTraceFile } from './trace-file.ts'
import { traceRun } from './trace-run.ts'

/** Enough for most programs to have read what they read when they start. */
const SECONDS = 30

/** From which runs to learn what an image needs. */
export interface TraceRequest {
  /** Command lines, each run in a container of its own; an empty one stands for the image's command. */
  readonly commands: readonly string[]
  /** Logs of runs that were made elsewhere (`readTraceFile`). */
  readonly files: readonly string[]
  /** How long each command may run; 30 unless given. */
  readonly seconds?: number | undefined
}

/** Learns what an image uses when it runs. */
export type Learn = (image: RunnableImage, options: ReadyOptions) => Promise<readonly Trace[]>

/**
 * Sees that all is there to learn from runs: runc or crun, strace, the files; no image is needed for that.
 * @throws {UnavailableError} when something is not; {UsageError} when a command line makes no sense; {InterruptedError} when the
 *   signal fires. What it returns throws these as well.
 */
export async function prepareLearning(request: TraceRequest, options: RuntimeOptions): Promise<Learn> {
  const { commands, files, seconds = SECONDS } = request
  for (const command of commands) commandWords(command)
  for (const file of files) await findTraceFile(file)
  const strace = commands.length === 0 ? null : await findStrace(options)
  const runtime = strace && (await chooseRuntime([runc, crun], options))
  return async (image, readyOptions) => {
    const { config } = image.inventory.config
    const traces: Trace[] = []
    for (const file of files) traces.push(await readTraceFile(file, config.workingDir || '/', readyOptions.signal))
    if (runtime === null || strace === null) return traces
    const bundle = await runtime.ready(image, readyOptions)
    try {
      for (const command of commands) {
        traces.push(await traceRun(bundle, command, { ...readyOptions, strace, config, seconds }))
      }
    } finally {
      await bundle.close()
    }
    return traces
  }
}
