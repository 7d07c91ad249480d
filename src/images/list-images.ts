import { NotFoundError, UnavailableError, UsageError } from '../errors.ts'
import { DEFAULT_LIMITS, type Limits } from '../limits.ts'
import { parsePlace } from '../reference.ts'
import type { SourceName } from '../sources/image.ts'
import { ENGINES } from '../sources/options.ts'
import type { ImageStore, ListImages, ListImagesOptions } from './stored-image.ts'

/** Every source whose images can be listed; each is loaded when it is first used. */
const STORES: Partial<Record<SourceName, () => Promise<ListImages>>> = {
  registry: async () => (await import('./stores/registry.ts')).listRegistry,
  'docker-daemon': async () => (await import('./stores/engine.ts')).listDockerDaemon,
  podman: async () => (await import('./stores/engine.ts')).listPodman,
  containerd: async () => (await import('./stores/containerd.ts')).listContainerd,
}

/** How images are listed. */
export interface ListImagesRequest extends Omit<ListImagesOptions, 'limits' | 'maxTags'> {
  readonly limits?: Partial<Limits>
  readonly maxTags?: number
}

/** Tags that are looked up unless somebody says how many. */
const MAX_TAGS = 100

/**
 * Lists the images of the engine or the repository that `place` names, or of the first engine that answers.
 * @throws {UsageError} when its images cannot be listed, or a glob makes no sense; {UnavailableError} when it does not answer;
 *   {BrokenImageError} when its answer is malformed
 */
export async function listImages(place: string | undefined, request: ListImagesRequest): Promise<ImageStore> {
  if (place === undefined) return listFirstEngine(request)
  const { scheme, name } = parsePlace(place)
  const load = STORES[scheme ?? 'registry']
  if (load === undefined)
    throw new UsageError(
      `${place} is no place whose images can be listed: name a repository, docker-daemon:, podman: or containerd:.`,
    )
  const list = await load()
  const { limits, maxTags = MAX_TAGS } = request
  return list(name, { ...request, maxTags, limits: { ...DEFAULT_LIMITS, ...limits } })
}

async function listFirstEngine(request: ListImagesRequest): Promise<ImageStore> {
  const problems: unknown[] = []
  for (const engine of ENGINES) {
    try {
      return await listImages(`${engine}:`, request)
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error
      problems.push(error)
    }
  }
  throw new NotFoundError(
    `No engine answers here; name a repository of a registry, or one engine to hear what is wrong with it: ${ENGINES.map((engine) => `${engine}:`).join(', ')}.`,
    { cause: new AggregateError(problems) },
  )
}
