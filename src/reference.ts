import { UsageError } from './errors.ts'
import { type Digest, isDigest } from './oci/digest.ts'
import type { SourceName } from './sources/image.ts'

/** What a user names: an image of a source, or (scheme null) a bare name that may be a path or a registry reference. */
export interface Reference {
  readonly scheme: SourceName | null
  /** What follows the scheme. */
  readonly name: string
}

/** An image of a registry, fully qualified. */
export interface RegistryReference {
  /** Host and, where given, port; `docker.io` for Docker Hub. */
  readonly registry: string
  /** Such as `library/alpine`. */
  readonly repository: string
  /** Null only where a digest stands instead. */
  readonly tag: string | null
  /** Where it is given it decides, and the tag is a remark. */
  readonly digest: Digest | null
}

const SCHEMES: readonly (readonly [prefix: string, source: SourceName])[] = [
  ['docker://', 'registry'],
  ['registry:', 'registry'],
  ['oci:', 'oci'],
  ['oci-archive:', 'oci-archive'],
  ['docker-archive:', 'docker-archive'],
  ['docker-daemon:', 'docker-daemon'],
  ['podman:', 'podman'],
  ['containerd:', 'containerd'],
  ['container:', 'container'],
  ['rootfs:', 'rootfs'],
]

/** What Dockerfiles call the empty image; registries refuse the name. */
const SCRATCH = 'scratch'

/**
 * Splits `[SCHEME:]NAME`. No file is looked at: what a bare name is, `detectSource` tells.
 * @throws {UsageError} when the scheme is unknown, not supported, or followed by nothing.
 */
export function parseReference(text: string): Reference {
  if (text === '') throw new UsageError('The image name is empty; name one, such as alpine:3.20 or oci:DIRECTORY.')
  if (text === SCRATCH) return { scheme: 'scratch', name: SCRATCH }
  const { scheme, name } = parsePlace(text)
  if (scheme !== null && name === '') throw new UsageError(`Nothing follows "${text}"; name an image.`)
  return { scheme, name }
}

/**
 * Splits `[SCHEME:][NAME]`, which names a place where images are: a scheme alone is one, too.
 * @throws {UsageError} when the scheme is unknown.
 */
export function parsePlace(text: string): Reference {
  const [prefix, source] = SCHEMES.find(([candidate]) => text.startsWith(candidate)) ?? []
  if (prefix !== undefined && source !== undefined) {
    const name = text.slice(prefix.length)
    if (prefix === 'registry:') refuseRegistryImage(text, name)
    return { scheme: source, name }
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    const known = SCHEMES.map(([candidate]) => candidate).join(' ')
    throw new UsageError(`"${text}" has an unknown scheme; the schemes are: ${known}.`)
  }
  return { scheme: null, name: text }
}

/**
 * `registry` is also the name of an image that many run (`registry:2`) and of hosts (`registry:5000/app`): those must not
 * silently become the images `2` and `5000/app`.
 */
function refuseRegistryImage(text: string, name: string): void {
  if (!/^(?:\d|latest$)/.test(name)) return
  throw new UsageError(
    `"${text}" could be "${name}" after the scheme registry: or a name that begins with "registry"; ` +
      `write docker://${name} or docker://${text}.`,
  )
}

const DEFAULT_REGISTRY = 'docker.io'
const LEGACY_DEFAULT_REGISTRY = 'index.docker.io'
const MAX_REPOSITORY_LENGTH = 255

const HOST_LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?'
const REGISTRY = new RegExp(String.raw`^(?:${HOST_LABEL}(?:\.${HOST_LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$`)
const REPOSITORY_PART = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/
const TAG = /^\w[\w.-]{0,127}$/

/**
 * Reads a registry reference as Docker does (github.com/distribution/reference, ParseNormalizedNamed and TagNameOnly):
 * `alpine` is `docker.io/library/alpine:latest`.
 * @throws {UsageError} when it is not one.
 */
export function parseRegistryReference(text: string): RegistryReference {
  const invalid = (reason: string): UsageError => new UsageError(`"${text}" is not an image name: ${reason}.`)
  if (/^[a-f0-9]{64}$/.test(text)) throw invalid('64 hexadecimal digits are an image id, which registries do not know')

  const [beforeDigest, digest] = cut(text, text.indexOf('@'))
  if (digest !== null && !isDigest(digest)) throw invalid(`"${digest}" is not a sha256 or sha512 digest`)

  const [registry, remainder] = splitRegistry(beforeDigest)
  if (!REGISTRY.test(registry)) throw invalid(`"${registry}" is not a registry's host`)

  const [repository, tag] = cut(remainder, remainder.indexOf(':'))
  if (repository !== repository.toLowerCase()) throw invalid(`"${repository}" must be lowercase`)
  if (!repository.split('/').every((part) => REPOSITORY_PART.test(part))) {
    throw invalid(repository === '' ? 'there is no repository in it' : `"${repository}" is not a repository's name`)
  }
  if (repository.length > MAX_REPOSITORY_LENGTH) {
    throw invalid(`the repository's name is longer than ${MAX_REPOSITORY_LENGTH} characters`)
  }
  if (tag !== null && !TAG.test(tag)) throw invalid(`"${tag}" is not a tag`)

  return { registry, repository, tag: tag ?? (digest === null ? 'latest' : null), digest }
}

/** A registry reference in full; reads back as the same. */
export function formatRegistryReference({ registry, repository, tag, digest }: RegistryReference): string {
  return `${registry}/${repository}${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`
}

/** The first part is a host when it cannot be a Docker Hub namespace. */
function splitRegistry(name: string): [registry: string, remainder: string] {
  const [first, rest] = cut(name, name.indexOf('/'))
  if (rest === null) return [DEFAULT_REGISTRY, `library/${name}`]
  const isHost = first === 'localhost' || /[.:]/.test(first) || first !== first.toLowerCase()
  const registry = !isHost || first === LEGACY_DEFAULT_REGISTRY ? DEFAULT_REGISTRY : first
  const remainder = isHost ? rest : name
  // A repository of Docker Hub without a namespace, `docker.io/alpine`, is an official image.
  return [registry, registry === DEFAULT_REGISTRY && !remainder.includes('/') ? `library/${remainder}` : remainder]
}

/** The text before and after the character at `position`; null after where `position` is -1. */
function cut(text: string, position: number): [before: string, after: string | null] {
  return position === -1 ? [text, null] : [text.slice(0, position), text.slice(position + 1)]
}
