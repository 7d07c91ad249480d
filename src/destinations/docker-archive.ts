import { splitPathAndTag } from '../sources/path-and-tag.ts'
import { ArchiveDestination } from './archive.ts'
import type { Destination } from './destination.ts'
import { fullNameOf, savedDocuments } from './saved-documents.ts'

/**
 * Opens `FILE[:REF]`, an archive for `docker load` in the form that `docker save` gives it since Docker 25: an image layout with
 * manifest.json beside its index, which older versions read. Layers are plain tars, as everything that loads such archives takes
 * them.
 * @throws {UsageError} when `FILE` cannot be a file, or `REF` is no image's name; {UnavailableError} when it cannot be written.
 */
export async function openDockerArchiveDestination(name: string): Promise<Destination> {
  const { path, tag: ref } = await splitPathAndTag(name)
  const fullName = ref === null ? null : fullNameOf(ref)
  const reference = `docker-archive:${path}`
  return ArchiveDestination.open(path, {
    name: 'docker-archive',
    reference: fullName === null ? reference : `${reference}:${fullName.text}`,
    wantsTars: true,
    documents: (image) => savedDocuments(image, fullName),
  })
}
