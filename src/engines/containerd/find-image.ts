import { NotFoundError, UsageError } from '../../errors.ts'
import { inTurn } from '../../in-turn.ts'
import type { Descriptor } from '../../oci/descriptor.ts'
import { type Digest, hexOf } from '../../oci/digest.ts'
import { formatRegistryReference, parseRegistryReference } from '../../reference.ts'
import type { ContainerdChannel } from './channel.ts'
import { NamespaceContent } from './content.ts'
import { readContents } from './image-contents.ts'
import { getImage, type ImageRecord, listImages } from './images.ts'
import { listNamespaces, type NamespacedName, splitNamespace, usualNamespace } from './namespaces.ts'
import { similarNames } from './similar-names.ts'

/** An id, or the beginning of one, as crictl and nerdctl show them. */
const ID = /^(?:sha256:)?([0-9a-f]{4,64})$/
const WHOLE_ID = 64
/** How many images are read at a time to learn their ids. */
const AT_ONCE = 8
/** More than this make no readable error message. */
const MAX_LISTED = 10

/** How an image is looked for. */
interface FindOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly maxManifestBytes: number
  readonly signal?: AbortSignal | undefined
}

/** An image that was found by what the user calls it. */
export interface FoundImage {
  readonly namespace: string
  /** containerd's name for it. */
  readonly name: string
  readonly target: Descriptor
}

/**
 * Finds the image that `text`, `[NAMESPACE/]REF`, names: REF is containerd's name for it, in full or as Docker completes it, the digest
 * of its manifest or index, its id (the digest of its config) or the beginning of either.
 * @throws {NotFoundError} when there is none, which says what is similar; {UsageError} when several could be meant or
 *   CONTAINERD_NAMESPACE is wrong; {ContainerdError} when containerd fails; {BrokenImageError} when a record is malformed;
 *   {InterruptedError} when the signal fires.
 */
export async function findImage(channel: ContainerdChannel, text: string, options: FindOptions): Promise<FoundImage> {
  const { signal } = options
  const namespaces = await listNamespaces(channel, signal)
  const named = splitNamespace(text, namespaces, usualNamespace(options.env))
  const { namespace, name } = named
  const record = await findByName(channel, namespace, name, signal)
  if (record !== undefined) return { namespace, name: record.name, target: record.target }
  const images = namespaces.includes(namespace) ? await listImages(channel, { namespace, signal }) : []
  const found = await findById(channel, { namespace, id: namesFor(name).digest ?? name, images }, options)
  if (found !== undefined) return { namespace, ...found }
  throw await notFound(channel, text, { named, namespaces, images }, signal)
}

/** The image of one of the names that containerd's tools may have given it. */
async function findByName(
  channel: ContainerdChannel,
  namespace: string,
  text: string,
  signal: AbortSignal | undefined,
): Promise<ImageRecord | undefined> {
  const { names, digest } = namesFor(text)
  for (const name of names) {
    const record = await getImage(channel, { namespace, signal }, name)
    if (record !== undefined && (digest === null || record.target.digest === digest)) return record
  }
  return undefined
}

/** The names that an image may have that a user calls `text`, and the digest that it must have then. */
function namesFor(text: string): { readonly names: readonly string[]; readonly digest: Digest | null } {
  try {
    const reference = parseRegistryReference(text)
    const { tag, digest } = reference
    const names = [text, formatRegistryReference(reference)]
    // containerd's tools keep one of the two
    if (digest !== null) names.push(formatRegistryReference({ ...reference, tag: null }))
    if (digest !== null && tag !== null) names.push(formatRegistryReference({ ...reference, digest: null }))
    return { names: [...new Set(names)], digest }
  } catch (error) {
    if (error instanceof UsageError) return { names: [text], digest: null }
    throw error
  }
}

/** The image whose target or config has a digest that begins so. */
async function findById(
  channel: ContainerdChannel,
  {
    namespace,
    id,
    images,
  }: { readonly namespace: string; readonly id: string; readonly images: readonly ImageRecord[] },
  { maxManifestBytes, signal }: FindOptions,
): Promise<Omit<FoundImage, 'namespace'> | undefined> {
  const start = ID.exec(id)?.[1]
  if (start === undefined) return undefined
  const content = new NamespaceContent(channel, { namespace, signal })
  const targets = distinctTargets(images)
  const found = new Map<Digest, Omit<FoundImage, 'namespace'>>()
  for (const { name, target } of targets) {
    if (hexOf(target.digest).startsWith(start)) found.set(target.digest, { name, target })
  }
  if (found.size === 0 || start.length < WHOLE_ID) {
    for (const { config, ...image } of await imagesWithConfig(content, targets, maxManifestBytes)) {
      if (hexOf(config).startsWith(start) && !found.has(config)) found.set(config, image)
    }
  }
  if (found.size > 1) {
    throw new UsageError(
      `${found.size} images of containerd's namespace ${namespace} have an id that begins with ${start}: ${list([...found.keys()])}.`,
    )
  }
  return found.values().next().value
}

/** The images of all platforms that names lead to, with the digests of their configs. */
async function imagesWithConfig(
  content: NamespaceContent,
  targets: readonly ImageRecord[],
  maxManifestBytes: number,
): Promise<(Omit<FoundImage, 'namespace'> & { readonly config: Digest })[]> {
  const found = await inTurn(targets, AT_ONCE, async ({ name, target }) => {
    const { images } = await readContents(content, target, maxManifestBytes)
    return images.map(({ descriptor, config }) => ({ name, target: descriptor, config: config.digest }))
  })
  return found.flat()
}

/** One name for each target. */
function distinctTargets(images: readonly ImageRecord[]): ImageRecord[] {
  const targets = new Map<Digest, ImageRecord>()
  for (const image of images.toSorted((a, b) => rank(a) - rank(b))) {
    if (!targets.has(image.target.digest)) targets.set(image.target.digest, image)
  }
  return [...targets.values()]
}

/** Of the names of one image, tags tell more than digests; Kubernetes gives it its id for a name as well. */
function rank({ name }: ImageRecord): number {
  return name.startsWith('sha256:') ? 2 : Number(name.includes('@'))
}

/** What there is instead. */
interface Surroundings {
  readonly named: NamespacedName
  readonly namespaces: readonly string[]
  /** Those of the namespace that was looked in. */
  readonly images: readonly ImageRecord[]
}

async function notFound(
  channel: ContainerdChannel,
  text: string,
  { named: { namespace, isNamed, name }, namespaces, images }: Surroundings,
  signal: AbortSignal | undefined,
): Promise<NotFoundError> {
  const where = namespaces.includes(namespace)
    ? `containerd's namespace ${namespace} has no image ${name}`
    : `containerd has no namespace ${namespace}, where ${name} was looked for`
  const elsewhere: string[] = []
  for (const other of namespaces) {
    for (const candidate of otherReadings(text, isNamed)) {
      const record = await findByName(channel, other, candidate, signal)
      if (record !== undefined) elsewhere.push(`containerd:${other}/${record.name}`)
    }
  }
  if (elsewhere.length > 0) return new NotFoundError(`${where}; did you mean ${list([...new Set(elsewhere)])}?`)
  const names = images.map((image) => image.name)
  const similar = similarNames(name, names)
  if (similar.length > 0) return new NotFoundError(`${where}; similar names are ${list(similar)}.`)
  const slash = isNamed ? -1 : text.indexOf('/')
  const noNamespace = slash > 0 ? `, and there is no namespace ${text.slice(0, slash)}` : ''
  return new NotFoundError(
    `${where}${noNamespace}; the namespaces are ${namespaces.length > 0 ? list(namespaces) : 'none'}.`,
  )
}

/** A namespace's name may also be the first part of an image's, and what was meant to be a namespace's may be misspelt. */
function otherReadings(text: string, isNamed: boolean): readonly string[] {
  const rest = text.slice(text.indexOf('/') + 1)
  return isNamed ? [rest, text] : [text, rest]
}

function list(names: readonly string[]): string {
  return names.length > MAX_LISTED ? `${names.slice(0, MAX_LISTED).join(', ')}, …` : names.join(', ')
}
