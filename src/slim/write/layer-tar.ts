import type { EntryHeader } from '../../layer/entry.ts'
import { END_OF_ARCHIVE, paddingOf, tarHeader } from '../../layer/tar/writer.ts'
import { type StripOutcome, strippedFile } from '../strip/strip-file.ts'
import type { Contents } from './contents.ts'
import type { LayerTimes } from './entry-list.ts'
import type { NewLayer } from './planned-layer.ts'

/**
 * Streams the tar of a new layer. The root directory's own entry, where the layer's sources have one, comes last, because only then
 * is it known. The same plan gives the same bytes. A piece is good until the next one is asked for.
 * @param stripped hears what became of files that were to be stripped, by their path
 * @throws the same as `Contents.read`
 */
export async function* layerTar(
  { role, sources, entries }: NewLayer,
  contents: Contents,
  { latest }: LayerTimes,
  stripped: Map<string, StripOutcome>,
): AsyncGenerator<Uint8Array> {
  for (const { header, content, isStripped } of entries) {
    if (content === null) yield tarHeader(header)
    else if (content instanceof Uint8Array) yield* fileEntry(header, [content])
    else if (isStripped !== true) yield* fileEntry(header, contents.read(content))
    else {
      yield* strippedFile(contents.read(content), (size, bytes, outcome) => {
        stripped.set(header.path, outcome)
        return fileEntry({ ...header, size }, bytes)
      })
    }
  }
  // The layer above the dependencies is made of the same sources, and says what they do.
  const root = role === 'dependencies' ? null : await topmostRoot(sources, contents)
  if (root !== null) yield tarHeader({ ...root, mtime: latest === null ? root.mtime : Math.min(root.mtime, latest) })
  yield END_OF_ARCHIVE
}

async function* fileEntry(
  header: EntryHeader,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield tarHeader(header)
  yield* content
  yield paddingOf(header.size)
}

async function topmostRoot(sources: readonly number[], contents: Contents): Promise<EntryHeader | null> {
  let root: EntryHeader | null = null
  for (const layer of sources) root = (await contents.root(layer)) ?? root
  return root
}
