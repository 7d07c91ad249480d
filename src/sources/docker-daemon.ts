import { connectDocker } from '../engines/docker/connect-engine.ts'
import { openEngineImage } from './engine/open-engine-image.ts'
import type { Image } from './image.ts'
import type { SourceOptions } from './options.ts'

/**
 * Opens `REF`, an image that Docker's engine has: a name, an id, the beginning of an id, or a name with a digest.
 * @throws {UsageError} when the configuration of where the engine is is wrong, or `REF` could mean several; {UnavailableError}
 *   when the engine cannot be reached, or does not have the image; {BrokenImageError} when what it says is malformed.
 */
export async function openDockerDaemonImage(name: string, options: SourceOptions): Promise<Image> {
  const client = await connectDocker(options.env, options.signal)
  return openEngineImage(client, { source: 'docker-daemon', name }, options)
}
