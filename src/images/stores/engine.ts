import { connectDocker, connectPodman } from '../../engines/docker/connect-engine.ts'
import { type EngineClient, pathOf } from '../../engines/docker/engine-client.ts'
import { NotFoundError, UsageError } from '../../errors.ts'
import { inTurn } from '../../in-turn.ts'
import { isDigest } from '../../oci/digest.ts'
import { parseEngineImage } from '../../sources/engine/engine-image-facts.ts'
import type { ImageStore, ListImagesOptions, StoredImage } from '../stored-image.ts'
import { engineLayers } from './engine-layers.ts'

/** Requests under way at a time. */
const AT_ONCE = 8
/** What engines call the name of an image that has none. */
const NO_NAME = /^<none>(?::<none>)?$/

/**
 * The images of Docker's engine, with those of its containers that were made of each.
 * @throws {UsageError} when something follows the scheme; {UnavailableError} when the engine cannot be reached.
 */
export async function listDockerDaemon(name: string, options: ListImagesOptions): Promise<ImageStore> {
  refuseName(name, 'docker-daemon')
  return listEngine(await connectDocker(options.env, options.signal), 'docker-daemon', options)
}

/**
 * The images of Podman, over its service where one is there, and else from its directories.
 * @throws the same as `listDockerDaemon`
 */
export async function listPodman(name: string, options: ListImagesOptions): Promise<ImageStore> {
  refuseName(name, 'podman')
  const client = await connectPodman(options.env, options.signal)
  if (client !== null) return listEngine(client, 'podman', options)
  const { listContainersStorage } = await import('./containers-storage.ts')
  return listContainersStorage(options)
}

function refuseName(name: string, scheme: string): void {
  if (name === '') return
  throw new UsageError(`Nothing is to follow ${scheme}: here; to list some of its images, give a pattern after it.`)
}

async function listEngine(
  client: EngineClient,
  source: 'docker-daemon' | 'podman',
  options: ListImagesOptions,
): Promise<ImageStore> {
  try {
    const { signal } = options
    const doing = 'listing its images'
    const [listed, containers] = await Promise.all([
      client.objects({ path: '/images/json', doing, signal }),
      containersByImage(client, signal),
    ])
    const images = await inTurn(listed, AT_ONCE, (json) => {
      const id = json.string('Id') ?? ''
      const names = (json.strings('RepoTags') ?? []).filter((name) => !NO_NAME.test(name))
      return storedImage(client, { id, names, containers: containers.get(id) ?? [] }, options)
    })
    const reference = client.endpoint.host
    // Podman tells of a step how large the tar was that it made.
    const measure = source === 'podman' ? 'tarBytes' : 'layerBytes'
    return { source, reference, measure, images: images.filter((image) => image !== null), unread: 0 }
  } finally {
    await client.close()
  }
}

/** What the engine says of an image; null where it was removed meanwhile. */
async function storedImage(
  client: EngineClient,
  { id, names, containers }: { readonly id: string } & Pick<StoredImage, 'names' | 'containers'>,
  { limits, signal }: ListImagesOptions,
): Promise<StoredImage | null> {
  const path = `/images/${pathOf(id)}`
  const doing = `asking about the image ${names[0] ?? id}`
  try {
    const [json, history] = await Promise.all([
      client.object({ path: `${path}/json`, doing, signal }),
      client.objects({ path: `${path}/history`, doing, signal }),
    ])
    const facts = parseEngineImage(json, `What ${client.name} says of ${names[0] ?? id}`, limits.maxLayers)
    const layers = engineLayers(
      facts.diffIds,
      history.map((step) => step.integer('Size') ?? 0),
    )
    const created = json.string('Created') ?? null
    const digest = (json.strings('RepoDigests') ?? []).map((each) => each.slice(each.indexOf('@') + 1)).find(isDigest)
    const { platform, id: imageId } = facts
    return { names, digest: digest ?? null, imageId, platform, created, layers, containers, problem: null }
  } catch (error) {
    if (error instanceof NotFoundError) return null
    throw error
  }
}

/** The names of all containers, running or not, by the id of the image that they were made of. */
async function containersByImage(
  client: EngineClient,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, string[]>> {
  const query = { all: 'true' }
  const listed = await client.objects({ path: '/containers/json', query, doing: 'listing its containers', signal })
  const byImage = new Map<string, string[]>()
  for (const json of listed) {
    const image = json.string('ImageID') ?? ''
    const name = json.strings('Names')?.[0]?.replace(/^\//, '') ?? json.string('Id') ?? ''
    byImage.set(image, [...(byImage.get(image) ?? []), name].sort())
  }
  return byImage
}
