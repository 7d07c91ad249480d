import { type Descriptor, descriptorFromJson } from './descriptor.ts'
import { JsonObject } from './json-object.ts'
import { MediaType } from './media-types.ts'

/** An image manifest (OCI image specification, manifest.md; Docker image manifest version 2, schema 2). */
export interface Manifest {
  readonly mediaType: string
  readonly artifactType?: string
  readonly config: Descriptor
  /** Base layer first. */
  readonly layers: readonly Descriptor[]
  readonly annotations: Readonly<Record<string, string>>
  readonly subject?: Descriptor
}

/**
 * Reads an image manifest. The caller bounds the size of `bytes`; `where` names the document in errors.
 * @throws {BrokenImageError} when it is malformed.
 */
export function parseManifest(bytes: Uint8Array, where: string): Manifest {
  const json = JsonObject.parse(bytes, where)
  if (json.value('schemaVersion') !== 2) throw json.mistyped('schemaVersion', '2')
  const config = json.object('config')
  if (config === undefined) throw json.mistyped('config', 'a descriptor')
  const layers = json.objects('layers')
  if (layers === undefined) throw json.mistyped('layers', 'an array')
  const artifactType = json.string('artifactType')
  const subject = json.object('subject')
  return {
    mediaType: json.string('mediaType') ?? MediaType.ociManifest,
    config: descriptorFromJson(config),
    layers: layers.map(descriptorFromJson),
    annotations: json.stringMap('annotations') ?? {},
    ...(artifactType !== undefined && { artifactType }),
    ...(subject !== undefined && { subject: descriptorFromJson(subject) }),
  }
}
