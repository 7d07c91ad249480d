import type { EntryHeader } from '../layer/entry.ts'
import { paddingOf, tarHeader } from '../layer/tar/writer.ts'

/** A file of an archive that is a layout. */
export interface ArchiveMember {
  /** `blobs/sha256/…`, `index.json`. */
  readonly name: string
  /** In bytes. */
  readonly size: number
  /** Streams exactly `size` bytes. */
  read(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

/**
 * Packs a file, behind the directories that lead to it; nothing says when or by whom it was made.
 * @param directories those that are in the archive already; the new ones are added
 */
export async function* packMember(
  { name, size, read }: ArchiveMember,
  directories: Set<string>,
): AsyncGenerator<Uint8Array> {
  for (const directory of directoriesOf(name)) {
    if (directories.has(directory)) continue
    directories.add(directory)
    yield tarHeader({ ...HEADER, path: `/${directory}`, type: 'directory', mode: 0o755 })
  }
  yield tarHeader({ ...HEADER, path: `/${name}`, type: 'file', mode: 0o644, size })
  yield* read()
  yield paddingOf(size)
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
