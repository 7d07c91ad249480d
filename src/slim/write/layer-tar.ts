import type { EntryHeader } from '../../layer/entry.ts'
import { END_OF_ARCHIVE, paddingOf, tarHeader } from '../../layer/tar/writer.ts'
import type { Contents } from './contents.ts'
import type { LayerTimes } from './entry-list.ts'
import type { NewLayer } from './planned-layer.ts'

/**
 * Streams the tar of a new layer. The root directory's own entry, where the layer's sources have one, comes last, because only then
 * is it known. The same plan gives the same bytes. A piece is good until the next one is asked for.
 * @throws the same as `Contents.read`
 */
export async function* layerTar(
  { role, sources, entries }: NewLayer,
  contents: Contents,
  { latest }: LayerTimes,
): AsyncGenerator<Uint8Array> {
  for (const { header, content } of entries) {
    yield tarHeader(header)
    if (content === null) continue
    if (content instanceof Uint8Array) yield content
    else yield* contents.read(content)
    yield paddingOf(header.size)
  }
  // The layer above the dependencies is made of the same sources, and says what they do.
  const root = role === 'dependencies' ? null : await topmostRoot(sources, contents)
  if (root !== null) yield tarHeader({ ...root, mtime: latest === null ? root.mtime : Math.min(root.mtime, latest) })
  yield END_OF_ARCHIVE
}

async function topmostRoot(sources: readonly number[], contents: Contents): Promise<EntryHeader | null> {
  let root: EntryHeader | null = null
  for (const layer of sources) root = (await contents.root(layer)) ?? root
  return root
}
