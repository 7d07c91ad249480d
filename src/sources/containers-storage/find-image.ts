import { NotFoundError, UsageError } from '../../errors.ts'
import { isDigest } from '../../oci/digest.ts'
import { formatRegistryReference, parseRegistryReference, type RegistryReference } from '../../reference.ts'
import { isShortName } from './short-name.ts'
import type { StoredImage } from './storage-directory.ts'

/** An image that was found by what a user calls it. */
export interface FoundImage {
  readonly image: StoredImage
  /** What it is called in full: by a name, or by its id where it was found by that. */
  readonly name: string
}

/** More than these make no readable error message. */
const MAX_LISTED = 5

/**
 * Finds an image as Podman does: by its name (of one without a host, in `localhost`, at Docker or, where only one image fits,
 * anywhere), by name and digest, by a digest, by its id or the beginning of it.
 * @param place where the images are, as errors name it
 * @throws {NotFoundError} when there is none; {UsageError} when it could be several.
 */
export function findImage(images: readonly StoredImage[], name: string, place: string): FoundImage {
  const found = findByName(images, name) ?? findById(images, name)
  if (found !== undefined) return found
  throw new NotFoundError(
    `There is no image ${JSON.stringify(name)} in ${place}; "podman images" lists those there are.`,
  )
}

function findByName(images: readonly StoredImage[], name: string): FoundImage | undefined {
  const wanted = referenceOf(name)
  if (wanted === null) return undefined
  if (!isShortName(name)) return findReference(images, wanted)
  const local = parseRegistryReference(`localhost/${name}`)
  return findReference(images, local) ?? findReference(images, wanted) ?? findAnywhere(images, local, name)
}

function findReference(images: readonly StoredImage[], wanted: RegistryReference): FoundImage | undefined {
  const image = images.find(({ names, digests }) =>
    names.some((text) => {
      const name = referenceOf(text)
      if (name?.registry !== wanted.registry || name.repository !== wanted.repository) return false
      return wanted.digest === null ? name.tag === wanted.tag : digests.includes(wanted.digest)
    }),
  )
  return image && { image, name: formatRegistryReference(wanted) }
}

/** Of a name without a host: the only image whose name ends like that. */
function findAnywhere(images: readonly StoredImage[], wanted: RegistryReference, name: string): FoundImage | undefined {
  const fitting = images.flatMap(({ names }) =>
    names.flatMap((text) => {
      const full = referenceOf(text)
      return full?.repository.endsWith(`/${wanted.repository}`) || full?.repository === wanted.repository ? full : []
    }),
  )
  const found = fitting.flatMap(
    (full) => findReference(images, { ...full, tag: wanted.tag, digest: wanted.digest }) ?? [],
  )
  refuseSeveral(name, found)
  return found[0]
}

function findById(images: readonly StoredImage[], name: string): FoundImage | undefined {
  const hex = name.replace(/^sha256:/, '')
  const digest = `sha256:${hex}`
  const isWanted = ({ id, digests, documents }: StoredImage): boolean =>
    isDigest(digest)
      ? id === hex || documents.includes(digest) || digests.includes(digest)
      : /^[0-9a-f]+$/.test(hex) && id.startsWith(hex)
  const found = images.filter(isWanted).map((image) => ({ image, name: image.id }))
  refuseSeveral(name, found)
  return found[0]
}

/** @throws {UsageError} when there is more than one image among them. */
function refuseSeveral(name: string, found: readonly FoundImage[]): void {
  const distinct = new Map(found.map((each) => [each.image.id, each.name]))
  if (distinct.size < 2) return
  const listed = [...distinct.values()].map(shortened).sort()
  const names = listed.length > MAX_LISTED ? [...listed.slice(0, MAX_LISTED), '…'] : listed
  throw new UsageError(`"${name}" could be any of ${distinct.size} images; name one of them: ${names.join(', ')}.`)
}

/** An id as Podman prints it; names stay. */
function shortened(name: string): string {
  return /^[0-9a-f]{64}$/.test(name) ? name.slice(0, 12) : name
}

/** Null for what is no name of an image, such as an id. */
function referenceOf(text: string): RegistryReference | null {
  try {
    return parseRegistryReference(text)
  } catch (error) {
    if (error instanceof UsageError) return null
    throw error
  }
}
