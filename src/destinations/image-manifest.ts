import type { Descriptor } from '../oci/descriptor.ts'
import { toOciLayerType } from '../oci/layer-types.ts'
import type { Manifest } from '../oci/manifest.ts'
import { MediaType } from '../oci/media-types.ts'

/** What a manifest is made of. */
export interface ManifestParts {
  readonly config: Pick<Descriptor, 'digest' | 'size'>
  /** Base first. */
  readonly layers: readonly Descriptor[]
  readonly annotations: Readonly<Record<string, string>>
}

/** Writes an OCI image manifest (OCI image specification, manifest.md); the same parts give the same bytes. */
export function encodeManifest({ config, layers, annotations }: ManifestParts): Uint8Array {
  const names = Object.keys(annotations).sort()
  const manifest = {
    schemaVersion: 2,
    mediaType: MediaType.ociManifest,
    config: { mediaType: MediaType.ociConfig, digest: config.digest, size: config.size },
    layers: layers.map((layer) => ({ ...layer, mediaType: toOciLayerType(layer.mediaType) })),
    ...(names.length > 0 && { annotations: Object.fromEntries(names.map((name) => [name, annotations[name]])) }),
  }
  return Buffer.from(JSON.stringify(manifest))
}

/** Whether a manifest is true of an image with this config and these layers, and says nothing else of it. */
export function isManifestOf(manifest: Manifest, { config, layers, annotations }: ManifestParts): boolean {
  return (
    manifest.config.digest === config.digest &&
    manifest.layers.length === layers.length &&
    manifest.layers.every(({ digest }, index) => digest === layers[index]!.digest) &&
    JSON.stringify(sorted(manifest.annotations)) === JSON.stringify(sorted(annotations))
  )
}

function sorted(annotations: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(annotations).sort(([a], [b]) => (a < b ? -1 : 1))
}
