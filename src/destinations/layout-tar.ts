import { rm } from 'node:fs/promises'
import type { EntryHeader } from '../layer/entry.ts'
import { END_OF_ARCHIVE, paddingOf, tarHeader } from '../layer/tar/writer.ts'
import type { Digest } from '../oci/digest.ts'
import { readFileBytes } from '../sources/file-bytes.ts'
import { blobName } from '../sources/oci-archive.ts'
import type { StagedBlob } from './blob-staging.ts'

/** A file of the archive. */
interface Member {
  readonly name: string
  readonly size: number
  read(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

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
  const members: Member[] = [
    ...[...blobs].map(([digest, { path, size }]) => ({
      name: blobName(digest),
      size,
      read: () => spent(path, signal),
    })),
    ...[...documents].map(([name, bytes]) => ({ name, size: bytes.length, read: () => [bytes] })),
  ]
  const directories = new Set<string>()
  // Code units, which for these names are bytes: the order is the same in every locale.
  for (const { name, size, read } of members.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    for (const directory of directoriesOf(name)) {
      if (directories.has(directory)) continue
      directories.add(directory)
      yield tarHeader({ ...HEADER, path: `/${directory}`, type: 'directory', mode: 0o755 })
    }
    yield tarHeader({ ...HEADER, path: `/${name}`, type: 'file', mode: 0o644, size })
    yield* read()
    yield paddingOf(size)
  }
  yield END_OF_ARCHIVE
}

const HEADER: Omit<EntryHeader, 'path' | 'type' | 'mode'> = {
  uid: 0,
  gid: 0,
  size: 0,
  mtime: 0,
  linkTarget: null,
  xattrs: null,
  device: null,
}

/** The directories that lead to a name, the outermost first. */
function directoriesOf(name: string): string[] {
  const parts = name.split('/').slice(0, -1)
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

async function* spent(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  yield* readFileBytes(path, `The file ${path}`, signal)
  await rm(path)
}
