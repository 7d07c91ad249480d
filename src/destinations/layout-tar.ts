import { END_OF_ARCHIVE } from '../layer/tar/writer.ts'
import type { Digest } from '../oci/digest.ts'
import { blobName } from '../sources/oci-archive.ts'
import { type ArchiveMember, packMember } from './archive-member.ts'
import { type StagedBlob, spent } from './blob-staging.ts'

/**
 * Packs blobs and documents into a tar that is an image layout. The same files give the same bytes: names are in order, and
 * nothing says when or by whom they were made. A blob's file goes as soon as it is packed, so that the disk holds the largest
 * of them twice, and not all of them.
 * @param documents by their names at the top of the layout
 * @throws {UnavailableError} when a file cannot be read; {InterruptedError} when the signal fires.
 */
export async function* layoutTar(
  blobs: ReadonlyMap<Digest, StagedBlob>,
  documents: ReadonlyMap<string, Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const members: ArchiveMember[] = [
    ...[...blobs].map(([digest, blob]) => ({
      name: blobName(digest),
      size: blob.size,
      read: () => spent(blob, signal),
    })),
    ...[...documents].map(([name, bytes]) => ({ name, size: bytes.length, read: () => [bytes] })),
  ]
  const directories = new Set<string>()
  // Code units, which for these names are bytes: the order is the same in every locale.
  for (const member of members.sort((a, b) => (a.name < b.name ? -1 : 1))) yield* packMember(member, directories)
  yield END_OF_ARCHIVE
}
