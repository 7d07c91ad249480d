import { BrokenImageError } from '../errors.ts'
import { type Digest, toDigest } from './digest.ts'
import type { JsonObject } from './json-object.ts'
import { type Platform, platformFromJson } from './platform.ts'

/** A content descriptor (OCI image specification, descriptor.md). Sizes are in bytes. */
export interface Descriptor {
  readonly mediaType: string
  readonly digest: Digest
  readonly size: number
  readonly annotations?: Readonly<Record<string, string>>
  readonly platform?: Platform
  readonly artifactType?: string
  /** Places other than the registry that hold the content (foreign layers). */
  readonly urls?: readonly string[]
  /** The content itself, in base64, where the descriptor embeds it. */
  readonly data?: string
}

/** RFC 6838 section 4.2 allows 127 characters on each side of the slash. */
const MAX_MEDIA_TYPE_LENGTH = 255

/**
 * Reads a descriptor.
 * @throws {BrokenImageError} when a field is missing or of another type.
 */
export function descriptorFromJson(json: JsonObject): Descriptor {
  const mediaType = json.string('mediaType')
  if (mediaType === undefined || mediaType.length > MAX_MEDIA_TYPE_LENGTH)
    throw json.mistyped('mediaType', 'a media type')
  const size = json.integer('size')
  if (size === undefined || !Number.isSafeInteger(size) || size < 0) throw json.mistyped('size', 'a number of bytes')
  const platform = json.object('platform')
  const optional = {
    annotations: json.stringMap('annotations'),
    platform: platform && platformFromJson(platform),
    artifactType: json.string('artifactType'),
    urls: json.strings('urls'),
    data: json.string('data'),
  }
  return {
    mediaType,
    digest: toDigest(json.value('digest'), json.place('digest')),
    size,
    ...withoutUndefined(optional),
  }
}

/** What names the content, without all else that is said of it: for lists of many, whose annotations could be of any size. */
export function bareDescriptor({ mediaType, digest, size }: Descriptor): Descriptor {
  return { mediaType, digest, size }
}

/**
 * The content that a descriptor embeds, not verified against its digest; undefined where it embeds none.
 * @throws {BrokenImageError} when its length is not the descriptor's size.
 */
export function embeddedContent(descriptor: Descriptor): Uint8Array | undefined {
  // A descriptor of the empty document may carry `data: ""` only when its size is 0; then there is nothing to save.
  if (!descriptor.data) return undefined
  const bytes = Buffer.from(descriptor.data, 'base64')
  if (bytes.length === descriptor.size) return bytes
  throw new BrokenImageError(
    `The descriptor of ${descriptor.digest} embeds ${bytes.length} bytes of data but states a size of ${descriptor.size}.`,
  )
}

function withoutUndefined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
