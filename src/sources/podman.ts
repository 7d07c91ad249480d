import { connectPodman } from '../engines/docker/connect-engine.ts'
import { openEngineImage } from './engine/open-engine-image.ts'
import type { Image } from './image.ts'
import type { SourceOptions } from './options.ts'

/**
 * Opens `REF`, an image that Podman has: over its service where one is configured or its socket is there, and otherwise in the
 * directories where Podman keeps its images.
 * @throws as `openDockerDaemonImage` and `openContainersStorage`
 */
export async function openPodmanImage(name: string, options: SourceOptions): Promise<Image> {
  const client = await connectPodman(options.env, options.signal)
  if (client !== null) return openEngineImage(client, { source: 'podman', name }, options)
  const { openContainersStorage } = await import('./containers-storage.ts')
  return openContainersStorage(name, options)
}
