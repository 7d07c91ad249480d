import { BrokenImageError, UnavailableError } from '../errors.ts'
import { JsonObject } from './json-object.ts'

/** The media types of OCI images (image specification, media-types.md) and their Docker counterparts. */
export const MediaType = {
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  ociConfig: 'application/vnd.oci.image.config.v1+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerManifestList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
} as const

/** The manifest media types to ask a registry for, those it should prefer first. */
export const ACCEPTED_MANIFEST_TYPES: readonly string[] = [
  MediaType.ociIndex,
  MediaType.dockerManifestList,
  MediaType.ociManifest,
  MediaType.dockerManifest,
]

/** What a manifest document describes. */
type ManifestKind = 'manifest' | 'index'

const KINDS: ReadonlyMap<string, ManifestKind | 'schema1' | 'artifact'> = new Map([
  [MediaType.ociManifest, 'manifest'],
  [MediaType.dockerManifest, 'manifest'],
  [MediaType.ociIndex, 'index'],
  [MediaType.dockerManifestList, 'index'],
  ['application/vnd.docker.distribution.manifest.v1+json', 'schema1'],
  ['application/vnd.docker.distribution.manifest.v1+prettyjws', 'schema1'],
  // Withdrawn before image specification 1.1, but registries still hold such documents.
  ['application/vnd.oci.artifact.manifest.v1+json', 'artifact'],
])

/**
 * What the manifest document `bytes` is: the media type it states, else the `stated` one (of its descriptor, or a
 * registry's Content-Type), else its shape decide.
 * @throws {BrokenImageError} for a schema 1 manifest and for one that could be read as both kinds, which attackers use to
 *   show different images to different tools (CVE-2021-41190); `where` names the document.
 * @throws {UnavailableError} for a document that is no image.
 */
export function manifestKind(bytes: Uint8Array, where: string, stated?: string): ManifestKind {
  const json = JsonObject.parse(bytes, where)
  const own = json.string('mediaType')
  const isIndex = json.has('manifests')
  const isManifest = json.has('config') || json.has('layers')
  if (isIndex && isManifest) {
    throw new BrokenImageError(`${where} is ambiguous: it has both "manifests" and "config" or "layers".`)
  }
  const kind = KINDS.get(own ?? '') ?? KINDS.get(stated ?? '')
  if (kind === 'schema1' || json.value('schemaVersion') === 1 || json.has('fsLayers')) {
    throw new BrokenImageError(
      `${where} is a schema 1 manifest, a format that Docker withdrew; push the image again with a current tool.`,
    )
  }
  if (kind === 'artifact') throw new UnavailableError(`${where} is an OCI artifact, not a container image.`)
  if ((kind === 'index' && isManifest) || (kind === 'manifest' && isIndex)) {
    throw new BrokenImageError(`${where} states the media type ${own ?? stated} but has the fields of another kind.`)
  }
  if (kind !== undefined) return kind
  if (isIndex) return 'index'
  if (isManifest) return 'manifest'
  throw new BrokenImageError(`${where} is not a manifest: it has neither "layers" nor "manifests".`)
}

/** Whether a config of this media type is a container image's, and not that of some other artifact (Helm chart, WASM, …). */
export function isImageConfigType(mediaType: string): boolean {
  // Docker's first registries of schema 2 stored configs as application/octet-stream (docker/distribution, schema2).
  return [MediaType.ociConfig, MediaType.dockerConfig, 'application/octet-stream'].includes(mediaType)
}

/**
 * Whether a layer of this media type may be a tar. Signatures and attestations, which wear an image's config, have JSON
 * documents as layers; encrypted layers say so. Anything else is for the bytes to tell.
 */
export function isImageLayerType(mediaType: string): boolean {
  return !/(?:[+/]json|\+encrypted|\.simplesigning\.)/.test(mediaType)
}

/** Whether an index's entry of this media type is itself an index. */
export function isIndexType(mediaType: string): boolean {
  return KINDS.get(mediaType) === 'index'
}
