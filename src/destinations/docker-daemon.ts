import { connectDocker } from '../engines/docker/connect-engine.ts'
import type { Destination, DestinationOptions } from './destination.ts'
import { EngineDestination } from './engine.ts'
import { EngineApi } from './engine-api.ts'
import { fullNameOf } from './saved-documents.ts'

/**
 * Opens `REF`, an image of Docker's engine, to be loaded over its API.
 * @throws {UsageError} when `REF` is no image's name; {UnavailableError} when the engine cannot be reached.
 */
export async function openDockerDaemonDestination(
  name: string,
  { env, signal }: DestinationOptions,
): Promise<Destination> {
  const fullName = fullNameOf(name)
  const client = await connectDocker(env, signal)
  return new EngineDestination('docker-daemon', fullName, new EngineApi(client, `docker-daemon:${fullName.text}`))
}
