import type { Descriptor } from '../../oci/descriptor.ts'
import { toDigest } from '../../oci/digest.ts'
import type { CallScope, ContainerdChannel } from './channel.ts'
import { checkedSize } from './content.ts'
import { ContainerdError } from './failure.ts'
import type { ImageMessage, Timestamp } from './messages.ts'

/** An image as containerd knows it: a name for a manifest or an index. */
export interface ImageRecord {
  readonly name: string
  readonly target: Descriptor
  /** When the name was first given, as RFC 3339 writes it; null where that is not told. */
  readonly created: string | null
  /** When it was last given to something else. */
  readonly updated: string | null
}

/**
 * The image of exactly this name; undefined where there is none.
 * @throws {ContainerdError} when containerd does not say; {BrokenImageError} when its record is malformed; {InterruptedError} when
 *   the signal fires.
 */
export async function getImage(
  channel: ContainerdChannel,
  scope: CallScope,
  name: string,
): Promise<ImageRecord | undefined> {
  try {
    const { image } = await channel.call('images.v1.Images/Get', { name }, scope)
    return image === null ? undefined : recordOf(image)
  } catch (error) {
    if (error instanceof ContainerdError && error.isNotFound) return undefined
    throw error
  }
}

/**
 * All images of a namespace, by name.
 * @throws the same as `getImage`
 */
export async function listImages(channel: ContainerdChannel, scope: CallScope): Promise<ImageRecord[]> {
  const { images } = await channel.call('images.v1.Images/List', {}, scope)
  return images.map(recordOf).sort((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * Gives a name to a manifest that is there, whatever had it before.
 * @throws the same as `getImage`
 */
export async function putImage(
  channel: ContainerdChannel,
  scope: CallScope,
  name: string,
  { mediaType, digest, size }: Descriptor,
): Promise<void> {
  const image = { name, target: { mediaType, digest, size } }
  try {
    await channel.call('images.v1.Images/Create', { image }, scope)
  } catch (error) {
    if (!(error instanceof ContainerdError && error.isAlreadyThere)) throw error
    await channel.call('images.v1.Images/Update', { image, updateMask: { paths: ['target'] } }, scope)
  }
}

function recordOf({ name, target, createdAt, updatedAt }: ImageMessage): ImageRecord {
  const what = `containerd's record of ${JSON.stringify(name.slice(0, 300))}`
  return {
    name,
    target: {
      mediaType: target?.mediaType ?? '',
      digest: toDigest(target?.digest, what),
      size: checkedSize(target?.size ?? 0, what),
    },
    created: timeOf(createdAt),
    updated: timeOf(updatedAt),
  }
}

/** Null for Go's zero time, too, which lies before the year 1970. */
function timeOf(timestamp: Timestamp | null): string | null {
  if (timestamp === null || timestamp.seconds <= 0) return null
  const date = new Date(timestamp.seconds * 1000 + Math.trunc(timestamp.nanos / 1e6))
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}
