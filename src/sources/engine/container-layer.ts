import type { EngineClient } from '../../engines/docker/engine-client.ts'
import { pathOf } from '../../engines/docker/engine-client.ts'
import type { EntryHeader } from '../../layer/entry.ts'
import { END_OF_ARCHIVE, paddingOf, tarHeader } from '../../layer/tar/writer.ts'
import type { Limits } from '../../limits.ts'
import { nameOf, parentOf } from '../../rootfs/path.ts'
import { streamedMembers } from '../streamed-members.ts'
import { type ContainerFacts, containerChanges } from './container-facts.ts'

/**
 * A container's own layer, as a tar: a whiteout for each path that the container deleted, and what it added or modified as it is
 * now. Engines tell which paths those are, and give contents as the whole filesystem of the container (`/export`), of which the
 * rest is passed over.
 * @throws {UnavailableError} when the engine refuses or the connection breaks; {BrokenImageError} when what it sends is
 *   malformed.
 */
export async function* containerLayer(
  client: EngineClient,
  container: ContainerFacts,
  limits: Limits,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const changes = await containerChanges(client, container, signal)
  for (const { path } of changes.filter(({ kind }) => kind === 'deleted')) yield tarHeader(whiteout(path))
  const present = new Set(changes.flatMap(({ path, kind }) => (kind === 'deleted' ? [] : path)))
  if (present.size > 0) yield* exported(client, container, present, limits, signal)
  yield new Uint8Array(END_OF_ARCHIVE)
}

async function* exported(
  client: EngineClient,
  { id, name }: ContainerFacts,
  paths: ReadonlySet<string>,
  limits: Limits,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const doing = `reading what is in the container ${name}`
  const bytes = client.stream({ path: `/containers/${pathOf(id)}/export`, doing, signal })
  for await (const { header, content } of streamedMembers(bytes, limits)) {
    // Engines write paths as JSON, in which bytes that are not UTF-8 have become U+FFFD.
    if (!paths.has(header.path.toWellFormed())) continue
    yield tarHeader(header)
    if (header.type !== 'file') continue
    yield* content()
    yield paddingOf(header.size)
  }
}

/** The mark of a deletion (OCI image specification, layer.md, "Whiteouts"). */
function whiteout(path: string): EntryHeader {
  const parent = parentOf(path)
  return {
    path: `${parent === '/' ? '' : parent}/.wh.${nameOf(path)}`,
    type: 'file',
    size: 0,
    mode: 0o644,
    uid: 0,
    gid: 0,
    mtime: 0,
    linkTarget: null,
    device: null,
    xattrs: null,
  }
}
