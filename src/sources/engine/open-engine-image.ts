import type { EngineClient } from '../../engines/docker/engine-client.ts'
import type { SourceName } from '../image.ts'
import type { SourceOptions } from '../options.ts'
import { EngineImage } from './engine-image.ts'
import { hasContainerdStore } from './engine-image-facts.ts'
import { findEngineImage } from './find-engine-image.ts'

/** The version of the API from which on both facts and stream of an image can be asked for by platform (Docker 28.1). */
const PLATFORM_VERSION = '1.49'

/**
 * Opens an image of an engine. The image closes the client; when opening fails, it is closed at once.
 * @throws as `findEngineImage`
 */
export async function openEngineImage(
  client: EngineClient,
  {
    source,
    name,
    reference = `${source}:${name}`,
  }: { readonly source: SourceName; readonly name: string; readonly reference?: string },
  options: SourceOptions,
): Promise<EngineImage> {
  try {
    const isContainerdStore = await hasContainerdStore(client, options.signal)
    const choosesPlatform = isContainerdStore && client.speaks(PLATFORM_VERSION)
    const facts = await findEngineImage(client, name, { reference, choosesPlatform }, options)
    return new EngineImage({ source, reference, client, facts, isContainerdStore, choosesPlatform }, options)
  } catch (error) {
    await client.close()
    throw error
  }
}
