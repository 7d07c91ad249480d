import { spawn } from 'node:child_process'
import { hasCode } from '../disk/error-code.ts'
import { InterruptedError, messageOf, UnavailableError } from '../errors.ts'
import { type Output, outputOf, textOf } from './output.ts'
import type { RuntimeOptions } from './runtime.ts'

/** How a program ended. */
export interface ProgramEnd {
  /** Null where a signal ended it. */
  readonly status: number | null
  readonly stdout: Output
  readonly stderr: Output
}

/** A program that runs. */
export interface RunningProgram {
  /** @throws {UnavailableError} when it could not be started. */
  readonly ended: Promise<ProgramEnd>
  kill(): void
}

/**
 * Starts a program of this machine with nothing to read. It is in a process group of its own, so that Ctrl-C on a terminal reaches
 * only us, who then end it in order.
 */
export function startProgram([program = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): RunningProgram {
  const child = spawn(program, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const status = new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) => {
      const why = hasCode(error, 'ENOENT') ? 'it is not installed' : messageOf(error)
      reject(new UnavailableError(`${program} cannot be started: ${why}.`, { cause: error }))
    })
    child.once('close', resolve)
  })
  const ended = Promise.all([status, outputOf(child.stdout), outputOf(child.stderr)]).then(
    ([code, stdout, stderr]): ProgramEnd => ({ status: code, stdout, stderr }),
  )
  ended.catch(() => {}) // whoever waits for it hears of it
  const kill = (): void => {
    try {
      // all of its group: what was started under another program, too
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
    } catch {} // it is over
  }
  return { ended, kill }
}

/**
 * Runs a program of this machine to its end.
 * @param timeout milliseconds, after which it is killed
 * @throws {UnavailableError} when it could not be started; {InterruptedError} when the signal fires
 */
export async function runProgram(
  commandLine: readonly string[],
  { env, signal }: RuntimeOptions,
  timeout?: number,
): Promise<ProgramEnd> {
  if (signal?.aborted) throw new InterruptedError(undefined, { cause: signal.reason })
  const program = startProgram(commandLine, env)
  const timer = timeout === undefined ? undefined : setTimeout(() => program.kill(), timeout)
  signal?.addEventListener('abort', program.kill)
  try {
    const end = await program.ended
    if (signal?.aborted) throw new InterruptedError(undefined, { cause: signal.reason })
    return end
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', program.kill)
  }
}

/** The last line of what a program said on standard error: programs of Go warn first, and say why they fail at the end. */
export function complaintOf({ status, stderr }: ProgramEnd): string {
  const lines = textOf(stderr)
    .split('\n')
    .filter((line) => line.trim() !== '')
  return lines.at(-1)?.trim() ?? (status === null ? 'it was killed' : `it ended with ${status}`)
}
