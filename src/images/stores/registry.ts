import { UsageError } from '../../errors.ts'
import { inTurn } from '../../in-turn.ts'
import { nameMatcher } from '../../listing/glob.ts'
import { isReferrerTag } from '../../oci/referrer-tags.ts'
import { formatRegistryReference, parseRegistryReference } from '../../reference.ts'
import { listTags } from '../../registry/list-tags.ts'
import { openManifestImage } from '../../sources/manifest-image.ts'
import { registryClient } from '../../sources/registry-client.ts'
import { RegistryStore } from '../../sources/registry-store.ts'
import { borrowedStore } from '../../sources/shared-store.ts'
import type { ImageStore, ListImagesOptions } from '../stored-image.ts'
import { storedManifest } from './stored-manifest.ts'

/** Requests under way at a time. */
const AT_ONCE = 8

/**
 * The images that the tags of a repository name, over one client: of an index the one for the platform that is wanted. Tags of
 * signatures and the like are no images and left out. Registries count what is looked up (Docker Hub refuses after some hundred in
 * a few hours), so that `maxTags` bounds it.
 * @throws {UsageError} when the name has a tag, or is none; {UnavailableError} when the tags cannot be had; {BrokenImageError} when
 *   their list is malformed.
 */
export async function listRegistry(name: string, options: ListImagesOptions): Promise<ImageStore> {
  const repository = parseRegistryReference(name)
  const place = formatRegistryReference({ ...repository, tag: null, digest: null })
  if (repository.digest !== null || /:[\w.-]+$/.test(name)) {
    throw new UsageError(`${name} names one image; name its repository, ${place}, to list all of them.`)
  }
  const client = registryClient(repository, options, 'pull')
  try {
    const isWanted = nameMatcher(options.tags ?? [])
    const tags = (await listTags(client, options.signal)).filter((tag) => !isReferrerTag(tag) && isWanted(tag))
    const looked = options.maxTags === 0 ? tags : latest(tags, options.maxTags)
    const images = await inTurn(looked, AT_ONCE, (tag) => {
      const reference = formatRegistryReference({ ...repository, tag })
      const store = borrowedStore(new RegistryStore(client, { tag, digest: null }, options))
      const image = { source: 'registry', reference, sequential: false } as const
      return storedManifest(reference, () => openManifestImage(store, image, options))
    })
    return {
      source: 'registry',
      reference: place,
      measure: 'compressedBytes',
      images,
      unread: tags.length - looked.length,
    }
  } finally {
    await client.close()
  }
}

/** The tags of what are the latest versions, as far as tags say: `3.20` is after `3.9`, and `latest` after both. */
function latest(tags: readonly string[], count: number): string[] {
  const { compare } = new Intl.Collator('en', { numeric: true })
  return tags.toSorted(compare).slice(-count)
}
