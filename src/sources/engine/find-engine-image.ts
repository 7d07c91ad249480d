import { TITLES } from '../../engines/docker/connection-error.ts'
import { type EngineClient, pathOf } from '../../engines/docker/engine-client.ts'
import { NotFoundError, UsageError } from '../../errors.ts'
import { formatRegistryReference, parseRegistryReference } from '../../reference.ts'
import type { SourceOptions } from '../options.ts'
import { explicitPlatform, refuseOtherPlatform } from '../platform-choice.ts'
import { type EngineImageFacts, imageIdOf, parseEngineImage } from './engine-image-facts.ts'

/** More names than this make no readable error message. */
const MAX_LISTED = 5
/** Digits of an id as engines show it. */
const SHORT_ID = 12
/** What may stand in names, ids and digests of images. */
const NAME = /^[\w][\w./:@-]*$/

/** How an image is looked for. */
interface ImageSearch {
  /** How errors name it. */
  readonly reference: string
  /** Whether the engine may have an image for several platforms, and gives the one that is asked for. */
  readonly choosesPlatform: boolean
}

/**
 * Finds an image of an engine by its name, its id, the beginning of its id, or a digest.
 * @throws {NotFoundError} when the engine does not have it; {UsageError} when it is the beginning of several ids, or no image can
 *   have the name; {UnavailableError} when the image is not for the platform that was asked for, or the engine refuses.
 */
export async function findEngineImage(
  client: EngineClient,
  name: string,
  search: ImageSearch,
  options: SourceOptions,
): Promise<EngineImageFacts> {
  if (!NAME.test(name) || name.includes('..')) {
    throw new UsageError(`"${name}" is not an image's name or id; ask the engine for those that it has.`)
  }
  try {
    return await askForImage(client, name, search, options)
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error
    const images = await listImages(client, options.signal)
    const meant = imagesWithPrefix(images, name)
    if (meant.length === 1) return askForImage(client, meant[0]!.id, search, options)
    throw meant.length > 1 ? ambiguous(client, name, meant, error) : notFound(client, name, images, error)
  }
}

async function askForImage(
  client: EngineClient,
  name: string,
  { reference, choosesPlatform }: ImageSearch,
  options: SourceOptions,
): Promise<EngineImageFacts> {
  const { signal, limits } = options
  const doing = `looking for ${reference}`
  const ask = async (id: string, query: Record<string, string>): Promise<EngineImageFacts> => {
    const json = await client.object({ path: `/images/${pathOf(id)}/json`, query, doing, signal })
    return parseEngineImage(json, reference, limits.maxLayers)
  }
  const found = await ask(client.kind === 'podman' ? await podmanId(client, name, doing, signal) : name, {})
  if (!choosesPlatform) {
    refuseOtherPlatform(found.platform, reference, options)
    return found
  }
  const wanted = explicitPlatform(options) ?? found.platform
  const one = await ask(found.id, { platform: JSON.stringify(wanted) }).catch((error: unknown) => {
    // A platform that the image does not have is refused like an image that is not there.
    if (error instanceof NotFoundError) refuseOtherPlatform(found.platform, reference, options)
    throw error
  })
  return { ...one, id: found.id }
}

/** Podman's own API finds what `podman` finds by a name; the one that is compatible with Docker thinks of Docker Hub only. */
async function podmanId(
  client: EngineClient,
  name: string,
  doing: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const json = await client.object({ path: `/libpod/images/${pathOf(name)}/json`, doing, signal })
  return imageIdOf(json.string('Id') ?? '', json)
}

/** What an engine has, as it lists it. */
interface ListedImage {
  readonly id: string
  readonly tags: readonly string[]
}

/** The images whose ids begin with a name. */
function imagesWithPrefix(images: readonly ListedImage[], name: string): ListedImage[] {
  const prefix = hexOfName(name)
  return prefix === null ? [] : images.filter(({ id }) => id.startsWith(`sha256:${prefix}`))
}

/** A name that could be the beginning of an id, without its algorithm. */
function hexOfName(name: string): string | null {
  return /^(?:sha256:)?([0-9a-f]+)$/.exec(name)?.[1] ?? null
}

function ambiguous(
  client: EngineClient,
  name: string,
  meant: readonly ListedImage[],
  cause: NotFoundError,
): UsageError {
  const digits = Math.max(SHORT_ID, (hexOfName(name) ?? '').length + 1)
  const those = meant.map(({ id, tags }) =>
    [id.slice('sha256:'.length).slice(0, digits), ...tags.slice(0, 1)].join(' '),
  )
  return new UsageError(
    `"${name}" is the beginning of ${meant.length} image ids of ${client.name}: ${listed(those)}; give more of it.`,
    { cause },
  )
}

function notFound(
  client: EngineClient,
  name: string,
  images: readonly ListedImage[],
  cause: NotFoundError,
): NotFoundError {
  const other = images.flatMap(({ tags }) => tags).filter((tag) => isSameRepository(tag, name))
  const hint = other.length === 0 ? `get it with ${client.kind} pull ${name}` : `it has ${listed(other)}`
  return new NotFoundError(`${TITLES[client.kind]} has no image "${name}" (${client.endpoint.host}); ${hint}.`, {
    cause,
  })
}

async function listImages(client: EngineClient, signal: AbortSignal | undefined): Promise<ListedImage[]> {
  const images = await client.objects({ path: '/images/json', doing: 'listing its images', signal })
  return images.map((json) => ({ id: json.string('Id') ?? '', tags: json.strings('RepoTags') ?? [] }))
}

function listed(names: readonly string[]): string {
  return names.length > MAX_LISTED ? `${names.slice(0, MAX_LISTED).join(', ')}, …` : names.join(', ')
}

/** Whether a tag is of the repository that a name is of, whatever the tag. */
function isSameRepository(tag: string, name: string): boolean {
  const repository = repositoryOf(name)
  return repository !== null && repositoryOf(tag) === repository
}

function repositoryOf(name: string): string | null {
  try {
    const { registry, repository } = parseRegistryReference(name)
    return formatRegistryReference({ registry, repository, tag: null, digest: null })
  } catch {
    return null
  }
}
