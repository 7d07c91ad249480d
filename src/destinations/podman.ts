import { connectPodman } from '../engines/docker/connect-engine.ts'
import { isShortName } from '../sources/containers-storage/short-name.ts'
import type { Destination, DestinationOptions } from './destination.ts'
import { EngineDestination } from './engine.ts'
import { EngineApi } from './engine-api.ts'
import { PodmanProgram } from './podman-program.ts'
import { fullNameOf } from './saved-documents.ts'

/**
 * Opens `REF`, an image of Podman's, to be loaded over its service, or by the program `podman load` where none runs. A name without a
 * host is in `localhost`, where Podman puts what it makes itself.
 * @throws {UsageError} when `REF` is no image's name; {UnavailableError} when the service cannot be reached.
 */
export async function openPodmanDestination(name: string, { env, signal }: DestinationOptions): Promise<Destination> {
  const fullName = fullNameOf(isShortName(name) ? `localhost/${name}` : name)
  const reference = `podman:${fullName.text}`
  const client = await connectPodman(env, signal)
  const engine = client === null ? new PodmanProgram(env, reference) : new EngineApi(client, reference)
  return new EngineDestination('podman', fullName, engine)
}
