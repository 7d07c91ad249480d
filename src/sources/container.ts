import { connectDocker, connectPodman } from '../engines/docker/connect-engine.ts'
import type { EngineClient } from '../engines/docker/engine-client.ts'
import { NotFoundError, UnavailableError, UsageError } from '../errors.ts'
import { type ContainerFacts, containerFacts } from './engine/container-facts.ts'
import { ContainerImage } from './engine/container-image.ts'
import { openEngineImage } from './engine/open-engine-image.ts'
import type { Image } from './image.ts'
import type { SourceOptions } from './options.ts'

/** What names and ids of containers are made of (Docker's and Podman's own rule). */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/

/** How engines are reached, in the order in which they are asked; null where one is not used here. */
const ENGINES: readonly ((options: SourceOptions) => Promise<EngineClient | null>)[] = [
  ({ env, signal }) => connectDocker(env, signal),
  ({ env, signal }) => connectPodman(env, signal),
]

/**
 * Opens `NAME`, a container of an engine that is up, running or not: by its name, its id or the beginning of its id. Docker's
 * engine is asked first, then Podman's service.
 * @throws {NotFoundError} when no engine has it; {UnavailableError} when no engine can be reached; {UsageError} when the name
 *   cannot be one.
 */
export async function openContainer(name: string, options: SourceOptions): Promise<Image> {
  if (!NAME.test(name)) throw new UsageError(`"${name}" is not a container's name or id; docker ps --all shows them.`)
  const { client, container } = await findContainer(name, options)
  const opening = { source: 'container', name: container.imageId, reference: `container:${name}` } as const
  const image = await openEngineImage(client, opening, options).catch((error: unknown) => {
    if (!(error instanceof NotFoundError)) throw error
    const text = `The image ${container.imageId} that the container ${name} was made from is no longer there`
    throw new NotFoundError(`${text}; what the container changed is not known without it.`, { cause: error })
  })
  return new ContainerImage(image, client, container, options)
}

async function findContainer(
  name: string,
  options: SourceOptions,
): Promise<{ readonly client: EngineClient; readonly container: ContainerFacts }> {
  const asked: EngineClient[] = []
  const unreachable: UnavailableError[] = []
  for (const connect of ENGINES) {
    let client: EngineClient | null = null
    try {
      client = await connect(options)
      if (client === null) continue
      return { client, container: await containerFacts(client, name, options.signal) }
    } catch (error) {
      await client?.close()
      if (!(error instanceof UnavailableError)) throw error
      if (client === null) unreachable.push(error)
      else if (error instanceof NotFoundError) asked.push(client)
      else throw error
    }
  }
  if (asked.length === 0) throw unreachable[0] ?? new UnavailableError('There is no engine that could have containers.')
  const places = asked.map((client) => client.name).join(' or ')
  throw new NotFoundError(
    `There is no container "${name}" at ${places}; ${asked[0]!.kind} ps --all shows those there are.`,
  )
}
