import { type Descriptor, descriptorFromJson } from './descriptor.ts'
import { JsonObject } from './json-object.ts'

/** A manifest of something that need not be an image (OCI image specification 1.1, manifest.md, "Guidelines for Artifact Usage"). */
export interface Artifact {
  /** What it says it is: its artifact type, else the media type of its config; undefined where it has neither. */
  readonly artifactType: string | undefined
  /** The documents that it is made of; none for an index. */
  readonly blobs: readonly Descriptor[]
  readonly annotations: Readonly<Record<string, string>>
  /** What it is about. */
  readonly subject: Descriptor | undefined
}

/**
 * Reads a manifest or index as an artifact's, also one of the artifact manifests that were withdrawn before image
 * specification 1.1, which some registries still hold. The caller bounds the size of `bytes`; `where` names the document.
 * @throws {BrokenImageError} when it is malformed.
 */
export function parseArtifact(bytes: Uint8Array, where: string): Artifact {
  const json = JsonObject.parse(bytes, where)
  const blobs = json.objects('layers') ?? json.objects('blobs') ?? []
  const subject = json.object('subject')
  return {
    artifactType: json.string('artifactType') || json.object('config')?.string('mediaType'),
    blobs: blobs.map(descriptorFromJson),
    annotations: json.stringMap('annotations') ?? {},
    subject: subject && descriptorFromJson(subject),
  }
}
