import { NotFoundError, UsageError } from '../errors.ts'
import { JsonObject } from '../oci/json-object.ts'
import { formatRegistryReference, parseRegistryReference } from '../reference.ts'

/** The file of `docker save` that lists its images (Docker image specification 1.2, "Combined Image JSON + Filesystem"). */
export const SAVE_MANIFEST = 'manifest.json'

/** An image as `docker save` lists it; names are those of the archive's members. */
export interface SavedImage {
  readonly config: string
  readonly repoTags: readonly string[]
  /** Base layer first. */
  readonly layers: readonly string[]
}

/** More names than this make no readable error message. */
const MAX_LISTED = 50

/**
 * Reads manifest.json; `where` names it in errors.
 * @throws {BrokenImageError} when it is malformed.
 */
export function parseSavedImages(bytes: Uint8Array, where: string): SavedImage[] {
  return JsonObject.parseArray(bytes, where).map((json) => {
    const config = json.string('Config')
    if (!config) throw json.mistyped('Config', 'the name of a file')
    return { config, repoTags: json.strings('RepoTags') ?? [], layers: json.strings('Layers') ?? [] }
  })
}

/**
 * The images that `ref` names: a reference among the RepoTags, or `@INDEX`; without one, the only image there is. More than
 * one where docker saved an image for several platforms.
 * @param archive how the user names the archive, `docker-archive:FILE`
 * @throws {NotFoundError} when there is none; {UsageError} when there are several and no `ref`.
 */
export function selectSavedImages(images: readonly SavedImage[], archive: string, ref: string | null): SavedImage[] {
  const selected = images.filter((image, index) => ref === null || isNamed(image, index, ref))
  const [first, ...others] = selected
  if (first === undefined) throw noImage(images, archive, ref)
  if (ref === null && others.some(({ repoTags }) => !isSameList(repoTags, first.repoTags))) {
    throw new UsageError(
      `${archive} holds ${images.length} images; choose one as ${archive}:REF, where REF is ${listNames(images)}.`,
    )
  }
  return selected
}

function isNamed({ repoTags }: SavedImage, index: number, ref: string): boolean {
  return ref.startsWith('@') ? ref === `@${index}` : repoTags.some((tag) => canonical(tag) === canonical(ref))
}

/** `alpine`, `alpine:latest` and `docker.io/library/alpine:latest` are one name. */
function canonical(reference: string): string {
  try {
    return formatRegistryReference(parseRegistryReference(reference))
  } catch {
    return reference
  }
}

/** Images without a name differ; those that share their names are one image for several platforms. */
function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length > 0 && a.length === b.length && a.every((item, index) => item === b[index])
}

function noImage(images: readonly SavedImage[], archive: string, ref: string | null): NotFoundError {
  if (images.length === 0 || ref === null) return new NotFoundError(`${archive} holds no image.`)
  return new NotFoundError(`${archive} has no image ${JSON.stringify(ref)}; it has ${listNames(images)}.`)
}

function listNames(images: readonly SavedImage[]): string {
  const names = images.flatMap(({ repoTags }, index) => (repoTags.length > 0 ? repoTags : [`@${index}`]))
  return names.length > MAX_LISTED ? `${names.slice(0, MAX_LISTED).join(', ')}, …` : names.join(', ')
}
