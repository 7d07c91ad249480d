import { randomUUID } from 'node:crypto'
import { UnavailableError, UsageError } from '../../errors.ts'
import { complaintOf, type ProgramEnd, runProgram } from '../program.ts'
import type { Container, ContainerRequest, ReadyImage } from '../runtime.ts'
import type { EngineDialect } from './dialect.ts'
import { EngineContainer } from './engine-container.ts'

/** An image in an engine's store, under a name of its own. */
export class LoadedImage implements ReadyImage {
  readonly #dialect: EngineDialect
  readonly #reference: string
  readonly #env: NodeJS.ProcessEnv

  constructor(dialect: EngineDialect, reference: string, env: NodeJS.ProcessEnv) {
    this.#dialect = dialect
    this.#reference = reference
    this.#env = env
  }

  async start({ command, network }: ContainerRequest): Promise<Container> {
    const [program, ...args] = command ?? []
    const { name: engine } = this.#dialect
    const name = `imgpeek-${randomUUID()}`
    const created = await this.#run([
      'create',
      `--name=${name}`,
      '--pull=never',
      '--hostname=imgpeek',
      '--log-driver=none',
      ...(network ? [] : ['--network=none']),
      ...(program === undefined ? [] : [`--entrypoint=${this.#dialect.entrypoint(program)}`]),
      this.#reference,
      ...args,
    ])
    if (created.status !== 0) throw notCreated(engine, complaintOf(created))
    return new EngineContainer(engine, name, this.#env)
  }

  async close(): Promise<void> {
    await this.#run(['image', 'rm', '--force', this.#reference])
  }

  #run(args: readonly string[]): Promise<ProgramEnd> {
    return runProgram([this.#dialect.name, ...args], { env: this.#env })
  }
}

function notCreated(engine: string, complaint: string): Error {
  if (/no command/i.test(complaint)) return new UsageError('The image names no command; name one to run.')
  return new UnavailableError(`${engine} makes no container of the image: ${complaint}.`)
}
