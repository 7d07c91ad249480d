import type { EngineClient } from '../../engines/docker/engine-client.ts'
import { BrokenImageError, LimitError } from '../../errors.ts'
import { LIMITS } from '../../limits.ts'
import { type Digest, isDigest, toDigest } from '../../oci/digest.ts'
import type { JsonObject } from '../../oci/json-object.ts'
import { type Platform, UNKNOWN } from '../../oci/platform.ts'

/** What an engine says of an image without reading it (`/images/{name}/json`). */
export interface EngineImageFacts {
  /** The engine's name for it for good: the digest of its config or, in a containerd image store, of its manifest or index. */
  readonly id: Digest
  /** The same of this platform's image, where the engine tells platforms apart. */
  readonly platformId: Digest
  readonly tags: readonly string[]
  readonly platform: Platform
  /** Base first. */
  readonly diffIds: readonly Digest[]
}

/**
 * Reads an engine's answer.
 * @param where names the answer in errors
 * @throws {BrokenImageError} when it is malformed; {LimitError} when the image has too many layers.
 */
export function parseEngineImage(json: JsonObject, where: string, maxLayers: number): EngineImageFacts {
  const id = imageIdOf(json.string('Id') ?? '', json)
  const layers = json.object('RootFS')?.strings('Layers') ?? []
  if (layers.length > maxLayers) {
    throw new LimitError(`${where} has more than ${maxLayers} layers`, LIMITS.maxLayers.flag)
  }
  return {
    id,
    platformId: id,
    tags: json.strings('RepoTags') ?? [],
    platform: platformOf(json),
    diffIds: layers.map((layer, index) => toDigest(layer, json.place(`RootFS.Layers[${index}]`))),
  }
}

/** An image id as a digest; Podman's own API leaves the algorithm out. */
export function imageIdOf(id: string, json: JsonObject): Digest {
  const digest = /^[0-9a-f]{64}$/.test(id) ? `sha256:${id}` : id
  if (isDigest(digest)) return digest
  throw new BrokenImageError(`${json.place('Id')} is ${JSON.stringify(id.slice(0, 100))}, not an image id.`)
}

/** Engines name these fields otherwise than configs do. */
function platformOf(json: JsonObject): Platform {
  const variant = json.string('Variant')
  const osVersion = json.string('OsVersion')
  return {
    os: json.string('Os') || UNKNOWN,
    architecture: json.string('Architecture') || UNKNOWN,
    ...(variant && { variant }),
    ...(osVersion && { 'os.version': osVersion }),
  }
}

/** How a containerd image store shows in `/info`; Docker's own store names its storage driver there. */
const CONTAINERD_STORE = 'io.containerd.snapshotter.v1'

/** Whether a Docker engine keeps its images in containerd's store (an option since Docker 23, the default of new ones). */
export async function hasContainerdStore(client: EngineClient, signal: AbortSignal | undefined): Promise<boolean> {
  if (client.kind !== 'docker' || !client.speaks('1.42')) return false
  const info = await client.object({ path: '/info', doing: 'asking how it stores images', signal })
  const status = info.value('DriverStatus')
  return Array.isArray(status) && status.some((pair) => Array.isArray(pair) && pair[1] === CONTAINERD_STORE)
}
