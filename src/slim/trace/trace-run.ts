import { mkdtemp, rm } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ReadyBundle } from '../../containers/bundle/ready-bundle.ts'
import { commandWords } from '../../containers/command-words.ts'
import type { ContainerEnd } from '../../containers/container-end.ts'
import { textOf } from '../../containers/output.ts'
import { runToEnd } from '../../containers/run-command.ts'
import type { Container, RuntimeOptions } from '../../containers/runtime.ts'
import { UnavailableError } from '../../errors.ts'
import type { ExecutionConfig } from '../../oci/config.ts'
import { readFileBytes } from '../../sources/file-bytes.ts'
import { byteLines } from './byte-lines.ts'
import { logTrace } from './log-trace.ts'
import type { Strace } from './strace/program.ts'
import { StraceLog } from './strace/strace-log.ts'
import type { Trace } from './trace.ts'

/** How long a command has, once it is told to end, in milliseconds. */
const GRACE = 5_000

/** As much of what a program complains of is told. */
const MOST_SAID = 300

/** How a command is traced. */
export interface TraceRunOptions extends RuntimeOptions {
  readonly strace: Strace
  /** What the image says of its command. */
  readonly config: ExecutionConfig
  /** How long it may run; then it is told to end, as servers have to be. */
  readonly seconds: number
}

/**
 * Runs a command in a container without a network, and learns what it uses.
 * @param command for the words, see `commandWords`; the image's own where there are none
 * @throws {UnavailableError} when it cannot be started or traced; {InterruptedError} when the signal fires. Nothing is left behind.
 */
export async function traceRun(bundle: ReadyBundle, command: string, options: TraceRunOptions): Promise<Trace> {
  const { strace, config, seconds, signal } = options
  const directory = await mkdtemp(join(tmpdir(), 'imgpeek-'))
  try {
    const file = join(directory, 'strace.log')
    const words = commandWords(command)
    const under = strace.commandLine(file)
    const container = await bundle.start({ command: words.length === 0 ? null : words, network: false, under })
    let wasTold = false
    const timer = setTimeout(() => {
      wasTold = true
      void tellToEnd(container, config)
    }, seconds * 1000)
    const end = await runToEnd(container, { timeout: seconds * 1000 + GRACE, signal }).finally(() =>
      clearTimeout(timer),
    )
    const log = await readLog(file, config, signal)
    const name = words.length === 0 ? 'the command of the image' : command
    if (end.notStarted !== null) throw new UnavailableError(`${name} could not be started: ${end.notStarted}.`)
    if (!log.hasContainer) throw new UnavailableError(`${name} could not be traced: ${complaintOf(end)}.`)
    const trace = logTrace(log, name, {
      kind: 'run',
      ended: { exitCode: wasTold ? null : end.exitCode, stopped: wasTold },
    })
    return wasTold || end.exitCode === 0 ? trace : { ...trace, warnings: [failureOf(name, end), ...trace.warnings] }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** As engines do: by the signal that the image names. What does not heed it is killed soon after. */
async function tellToEnd(container: Container, { stopSignal }: ExecutionConfig): Promise<void> {
  const pid = await container.processId()
  const signals: Readonly<Record<string, number>> = constants.signals
  const number = stopSignal === null ? undefined : (signals[stopSignal] ?? signals[`SIG${stopSignal}`])
  try {
    if (pid !== null) process.kill(pid, number ?? 'SIGTERM')
  } catch {} // it is over
}

async function readLog(file: string, { workingDir }: ExecutionConfig, signal?: AbortSignal): Promise<StraceLog> {
  const log = new StraceLog(workingDir || '/')
  for await (const line of byteLines(readFileBytes(file, file, signal))) log.line(line)
  return log
}

/** Of a run that failed less may have been learnt than of one that did not. */
function failureOf(name: string, { exitCode, stderr }: ContainerEnd): string {
  const last = lastLine(textOf(stderr))
  return `${name} ended with ${exitCode} when it was traced${last === undefined ? '.' : `: ${last}`}`
}

function complaintOf({ stderr, exitCode }: ContainerEnd): string {
  return lastLine(textOf(stderr).replaceAll(/^(?!strace: ).*$/gm, '')) ?? `strace ended with ${exitCode}`
}

function lastLine(text: string): string | undefined {
  return text
    .split('\n')
    .findLast((line) => line.trim() !== '')
    ?.trim()
    .slice(0, MOST_SAID)
}
