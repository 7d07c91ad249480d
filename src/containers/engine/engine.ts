import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyImage } from '../../copy/copy-image.ts'
import { InterruptedError, UnavailableError } from '../../errors.ts'
import { complaintOf, runProgram } from '../program.ts'
import type { ContainerRuntime, ReadyImage, ReadyOptions, RunnableImage, RuntimeOptions } from '../runtime.ts'
import { obstacleToContainers } from '../trial.ts'
import type { EngineDialect } from './dialect.ts'
import { LoadedImage } from './loaded-image.ts'

/** How long an engine may take to say that it is there, in milliseconds. */
const ANSWERS_WITHIN = 20_000

/** Nothing but the two blocks of zeros that end a tar. */
const EMPTY_TAR = Buffer.alloc(1024)

/** An engine with Docker's command line, by its program, which knows by itself how it is reached (`DOCKER_HOST`, contexts). */
export class Engine implements ContainerRuntime {
  readonly name: EngineDialect['name']
  readonly sharesNetwork = false
  readonly #dialect: EngineDialect

  constructor(dialect: EngineDialect) {
    this.name = dialect.name
    this.#dialect = dialect
  }

  async obstacle(options: RuntimeOptions): Promise<string | null> {
    try {
      const end = await runProgram([this.name, ...this.#dialect.asks], options, ANSWERS_WITHIN)
      if (end.status !== 0) return `cannot be used: ${complaintOf(end)}`
    } catch (error) {
      if (error instanceof InterruptedError) throw error
      return 'is not installed'
    }
    const empty = await this.#take(async (directory, reference) => {
      const tar = join(directory, 'empty.tar')
      await writeFile(tar, EMPTY_TAR)
      return ['import', tar, reference]
    }, options)
    try {
      return await obstacleToContainers((request) => empty.start(request), options.signal)
    } finally {
      await empty.close()
    }
  }

  ready({ image }: RunnableImage, options: ReadyOptions): Promise<ReadyImage> {
    const { env, signal, limits = {} } = options
    return this.#take(async (directory, reference) => {
      const archive = join(directory, 'image.tar')
      await copyImage(image, `docker-archive:${archive}:${reference}`, { env, limits, ...(signal && { signal }) })
      return ['load', '--quiet', '--input', archive]
    }, options)
  }

  /** Takes an image into the engine's store, by the arguments that `prepare` gives for files that it has made. */
  async #take(
    prepare: (directory: string, reference: string) => Promise<readonly string[]>,
    options: RuntimeOptions,
  ): Promise<LoadedImage> {
    const reference = `localhost/imgpeek:${randomUUID()}`
    const loaded = new LoadedImage(this.#dialect, reference, options.env)
    const directory = await mkdtemp(join(tmpdir(), 'imgpeek-'))
    try {
      const end = await runProgram([this.name, ...(await prepare(directory, reference))], options)
      if (end.status !== 0) throw new UnavailableError(`${this.name} does not take the image: ${complaintOf(end)}.`)
      return loaded
    } catch (error) {
      await loaded.close()
      throw error
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  }
}
