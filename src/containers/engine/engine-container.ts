import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf, UnavailableError } from '../../errors.ts'
import { type ContainerEnd, endOfProcess, neverStarted } from '../container-end.ts'
import { textOf } from '../output.ts'
import { complaintOf, type ProgramEnd, type RunningProgram, runProgram, startProgram } from '../program.ts'
import type { Container } from '../runtime.ts'

/** Between two looks for a process that is being started, in milliseconds. */
const PAUSE = 50
/** How often a process may not be the container's, before it is taken for one of another machine. */
const MOST_LOOKS = 20
/** What an engine says of a time that never was (Go's zero time). */
const NEVER = '0001-01-01'

/** A container of an engine, made but not started yet; starts it. */
export class EngineContainer implements Container {
  readonly ended: Promise<ContainerEnd>
  readonly #engine: string
  readonly #name: string
  readonly #env: NodeJS.ProcessEnv
  readonly #attached: RunningProgram
  #isOver = false

  constructor(engine: string, name: string, env: NodeJS.ProcessEnv) {
    this.#engine = engine
    this.#name = name
    this.#env = env
    this.#attached = startProgram([engine, 'start', '--attach', name], env)
    this.ended = this.#attached.ended
      .then(
        (end) => this.#endOf(end),
        (error: unknown) => neverStarted(messageOf(error)),
      )
      .finally(() => {
        this.#isOver = true
      })
  }

  async processId(): Promise<number | null> {
    for (let looks = 0; looks < MOST_LOOKS; ) {
      if (this.#isOver) return null
      const [id = '', container = ''] = (await this.#inspect('{{.State.Pid}} {{.Id}}')).split(' ')
      if (Number(id) > 0) {
        if (await isOf(container, id)) return Number(id)
        looks++
      }
      await delay(PAUSE)
    }
    throw new UnavailableError(`The processes of ${this.#engine} are not to be seen here: it runs on another machine.`)
  }

  async remove(): Promise<void> {
    if (!this.#isOver) await this.#run(['kill', this.#name]) // podman's rm would ask it politely first
    await this.#run(['rm', '--force', '--volumes', this.#name])
    this.#attached.kill()
    await this.ended
  }

  /** What the engine knows of it: the end of the attached program is its own where that failed. */
  async #endOf(end: ProgramEnd): Promise<ContainerEnd> {
    const { stdout, stderr } = end
    const [exitCode = '', startedAt = ''] = (await this.#inspect('{{.State.ExitCode}} {{.State.StartedAt}}')).split(' ')
    if (startedAt.startsWith(NEVER)) return { ...neverStarted(complaintOf(end)), stdout, stderr }
    return endOfProcess(exitCode === '' ? end.status : Number(exitCode), stdout, stderr)
  }

  async #inspect(format: string): Promise<string> {
    const { stdout } = await this.#run(['container', 'inspect', '--format', format, this.#name])
    return textOf(stdout).trim()
  }

  #run(args: readonly string[]): Promise<ProgramEnd> {
    return runProgram([this.#engine, ...args], { env: this.#env })
  }
}

/**
 * Whether a process is a container's: the engine may number it on another machine, and then another one has the number here.
 * Engines mount files of the container (`/etc/hosts`) from a directory that has its id for a name.
 */
async function isOf(container: string, id: string): Promise<boolean> {
  const mounts = await readFile(`/proc/${id}/mountinfo`, 'utf8').catch(() => '')
  return mounts.includes(container)
}
