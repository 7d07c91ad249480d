import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf } from '../../errors.ts'
import type { RuntimeConfig } from '../../extract/bundle/runtime-config.ts'
import { type ContainerEnd, endOfProcess, neverStarted } from '../container-end.ts'
import { type ProgramEnd, runProgram, startProgram } from '../program.ts'
import type { Container } from '../runtime.ts'

/** How a bundle is started. */
export interface StartBundleOptions {
  /** The runtime's program: runc, or one with the same command line. */
  readonly program: string
  /** The environment of that program; the container's own stands in the bundle's config. */
  readonly env: NodeJS.ProcessEnv
  /** What the runtime's program is to run under, such as `strace -f -o FILE`; nothing unless given. */
  readonly under?: readonly string[] | undefined
}

/** Between two looks for a process that is being started, in milliseconds. */
const PAUSE = 20
/** Between two attempts to remove a container, in milliseconds, and how many of them there are. */
const PAUSE_OF_REMOVAL = 200
const MOST_ATTEMPTS = 25

/**
 * Starts a container of a bundle: a directory with the config's root filesystem in it, in which the runtime's own files are kept,
 * too. Nothing outside of the directory is written to. The directory stays when the container is removed.
 * @throws {UnavailableError} when the directory cannot be written to
 */
export async function startBundle(
  directory: string,
  config: RuntimeConfig,
  { program, env, under = [] }: StartBundleOptions,
): Promise<Container> {
  await writeFile(join(directory, 'config.json'), JSON.stringify(config), { mode: 0o600 })
  const id = `imgpeek-${randomUUID()}`
  const runtime = [program, '--root', join(directory, 'state')]
  const [log, pidFile] = [join(directory, `${id}.log`), join(directory, `${id}.pid`)]
  const logging = ['--log', log, '--log-format', 'json']
  const running = startProgram(
    [...under, ...runtime, ...logging, 'run', '--bundle', directory, '--pid-file', pidFile, id],
    env,
  )
  let isOver = false
  const ended = running.ended
    .then(
      async (end) => endOf(end, await readText(log)),
      (error: unknown) => neverStarted(messageOf(error)),
    )
    .finally(() => {
      isOver = true
    })

  const processId = async (): Promise<number | null> => {
    while (!isOver) {
      const pid = Number(await readText(pidFile))
      if (pid > 0) return pid
      await delay(PAUSE)
    }
    return null
  }
  const remove = async (): Promise<void> => {
    // what it runs under must not go first: a tracer's death leaves what it traces in a state that no program expects
    for (let left = MOST_ATTEMPTS; !isOver && left > 0; left--) {
      await runProgram([...runtime, 'delete', '--force', id], { env }) // nothing happens as long as it is being made
      await Promise.race([ended, delay(PAUSE_OF_REMOVAL)])
    }
    if (isOver) return // it removes what has ended by itself
    running.kill()
    await runProgram([...runtime, 'delete', '--force', id], { env })
    await ended
  }
  return { ended, processId, remove }
}

/** What the runtime itself complains of stands in its log; what the container says does not. */
function endOf({ status, stdout, stderr }: ProgramEnd, log: string): ContainerEnd {
  const complaint = lastError(log)
  if (complaint !== null && status !== 0) return { exitCode: null, notStarted: complaint, stdout, stderr }
  return endOfProcess(status, stdout, stderr)
}

function lastError(log: string): string | null {
  for (const line of log.split('\n').reverse()) {
    try {
      const { level, msg } = JSON.parse(line) as { level?: unknown; msg?: unknown }
      if (level === 'error' && typeof msg === 'string') return msg
    } catch {} // half a line
  }
  return null
}

function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}
