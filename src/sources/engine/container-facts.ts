import { type EngineClient, pathOf } from '../../engines/docker/engine-client.ts'
import { BrokenImageError } from '../../errors.ts'
import type { Digest } from '../../oci/digest.ts'
import type { JsonObject } from '../../oci/json-object.ts'
import { normalisePath } from '../../rootfs/path.ts'
import { imageIdOf } from './engine-image-facts.ts'

/** What an engine says of a container (`/containers/{id}/json`). */
export interface ContainerFacts {
  readonly id: string
  /** Without the slash in front that Docker's engine gives it. */
  readonly name: string
  /** `running`, `exited`, … */
  readonly status: string
  readonly created: string | null
  /** The image it was made from. */
  readonly imageId: Digest
  /** What that image was called when the container was made. */
  readonly imageName: string
}

/** What became of a path, as engines number it. */
const KINDS = ['modified', 'added', 'deleted'] as const

/** A path that a container changed since its image. */
export interface ContainerChange {
  /** Bytes that are not UTF-8 come as U+FFFD. */
  readonly path: string
  readonly kind: (typeof KINDS)[number]
}

/** Asks for a container by its name or the beginning of its id. @throws as `EngineClient` */
export async function containerFacts(
  client: EngineClient,
  name: string,
  signal: AbortSignal | undefined,
): Promise<ContainerFacts> {
  const doing = `looking for the container ${name}`
  const json = await client.object({ path: `/containers/${pathOf(name)}/json`, doing, signal })
  const imageId = imageIdOf(json.string('Image') ?? '', json)
  return {
    id: json.string('Id') ?? '',
    name: json.string('Name')?.replace(/^\//, '') || name,
    status: json.object('State')?.string('Status') ?? 'unknown',
    created: json.string('Created') || null,
    imageId,
    imageName: json.object('Config')?.string('Image') || imageId,
  }
}

/** What a container changed since its image, by path. @throws as `EngineClient`; {BrokenImageError} when the answer is malformed. */
export async function containerChanges(
  client: EngineClient,
  { id, name }: ContainerFacts,
  signal: AbortSignal | undefined,
): Promise<ContainerChange[]> {
  const doing = `reading what the container ${name} changed`
  const changes = await client.objects({ path: `/containers/${pathOf(id)}/changes`, doing, signal })
  // an engine lists them in another order each time
  return changes.map(parseChange).sort((a, b) => (a.path < b.path ? -1 : 1))
}

function parseChange(json: JsonObject): ContainerChange {
  const kind = KINDS[json.integer('Kind') ?? -1]
  const path = json.string('Path')
  if (kind === undefined) throw json.mistyped('Kind', '0, 1 or 2')
  if (!path?.startsWith('/')) throw json.mistyped('Path', 'an absolute path')
  const clean = normalisePath(path)
  if (clean.escapes)
    throw new BrokenImageError(`${json.place('Path')} leads out of the container: ${JSON.stringify(path)}.`)
  return { path: clean.path, kind }
}
