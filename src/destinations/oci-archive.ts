import { LAYOUT_INDEX } from '../sources/layout-index.ts'
import { splitPathAndTag } from '../sources/path-and-tag.ts'
import { ArchiveDestination } from './archive.ts'
import type { Destination } from './destination.ts'
import { newLayoutIndex, REF_NAME } from './layout-index.ts'
import { checkLayoutTag } from './layout-tag.ts'

/**
 * Opens `FILE[:TAG]`, an OCI image layout in a tar, of this one image.
 * @throws {UsageError} when `FILE` cannot be a file, or no image can have the tag; {UnavailableError} when it cannot be written.
 */
export async function openOciArchiveDestination(name: string): Promise<Destination> {
  const { path, tag } = await splitPathAndTag(name)
  checkLayoutTag(tag)
  const reference = `oci-archive:${path}`
  return ArchiveDestination.open(path, {
    name: 'oci-archive',
    reference: tag === null ? reference : `${reference}:${tag}`,
    wantsTars: false,
    documents({ descriptor }) {
      const entry = tag === null ? descriptor : { ...descriptor, annotations: { [REF_NAME]: tag } }
      return new Map([[LAYOUT_INDEX, newLayoutIndex(entry)]])
    },
  })
}
