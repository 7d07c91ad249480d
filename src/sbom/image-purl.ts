import type { ImageInventory } from '../inventory/image-inventory.ts'

/**
 * The package URL of an image in a registry (purl-spec's types/oci-definition): the last part of its name, its digest, and
 * where it lies; null for images of other places, which no URL leads to.
 */
export function imagePurl({
  source,
  reference,
  descriptor,
}: Pick<ImageInventory, 'source' | 'reference' | 'descriptor'>): string | null {
  if (source !== 'registry' || descriptor === null) return null
  const [, repository, tag] = /^([^@]+?)(?::([^:/@]+))?(?:@.*)?$/.exec(reference) ?? []
  if (repository === undefined) return null
  const name = repository.slice(repository.lastIndexOf('/') + 1).toLowerCase()
  const qualifiers = [
    `repository_url=${encodeURIComponent(repository.toLowerCase())}`,
    ...(tag === undefined ? [] : [`tag=${encodeURIComponent(tag)}`]),
  ]
  return `pkg:oci/${name}@${encodeURIComponent(descriptor.digest)}?${qualifiers.join('&')}`
}
