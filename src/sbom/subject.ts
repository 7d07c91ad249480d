import { formatPurl } from '../catalogers/packages/format-purl.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import { formatPlatform } from '../oci/platform.ts'
import { parseRegistryReference, type RegistryReference } from '../reference.ts'
import type { SbomImage } from '../report/sbom-document.ts'
import { writtenName } from './written-text.ts'

/** What is known of an image that can be named. */
type Subject = Pick<ImageInventory, 'source' | 'reference' | 'descriptor' | 'imageId' | 'config' | 'layers'>

/** A reference's last component, with the tag behind it, where it is no registry's. */
const LAST_COMPONENT = /([^/\\]*?)(?::(\w[\w.-]{0,127}))?$/

/**
 * The image as an SBOM's subject. `name`, a registry's reference, says what it is called; where it is undefined and the image
 * comes from no registry, it is called by the last component of its path.
 */
export function subjectOf(image: Subject, name: string | undefined): SbomImage {
  const registry = registryReference(image, name)
  const digest = image.descriptor?.digest ?? null
  const [, component = '', tag] = LAST_COMPONENT.exec(image.reference.replace(/^[a-z-]+:/, '')) ?? []
  return {
    name: writtenName(registry === null ? component || 'image' : `${registry.registry}/${registry.repository}`),
    version: (registry === null ? tag : registry.tag) ?? digest ?? image.imageId,
    digest,
    imageId: image.imageId,
    purl: digest === null ? null : imagePurl(registry, component || 'image', digest, image),
    platform: writtenName(formatPlatform(image.config.platform)),
    layers: image.layers.map(({ layer, inventory }) => ({ digest: layer.digest, diffId: inventory.diffId })),
  }
}

/** @throws {UsageError} when the name that was given is none */
function registryReference({ source, reference }: Subject, name: string | undefined): RegistryReference | null {
  if (name === undefined) return source === 'registry' ? parseRegistryReference(reference) : null
  return parseRegistryReference(name)
}

/** purl-spec, types/oci: the name is the last part of the repository, in lower case. */
function imagePurl(registry: RegistryReference | null, component: string, digest: string, { config }: Subject): string {
  const name = (registry?.repository.split('/').at(-1) ?? component).toLowerCase()
  const { architecture } = config.platform
  return formatPurl(['oci', name], digest, {
    arch: architecture === 'unknown' ? undefined : architecture,
    repository_url: registry === null ? undefined : `${registry.registry}/${registry.repository}`,
    tag: registry?.tag ?? undefined,
  })
}
