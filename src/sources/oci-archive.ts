import { UnavailableError } from '../errors.ts'
import type { Descriptor } from '../oci/descriptor.ts'
import { algorithmOf, type Digest, hexOf } from '../oci/digest.ts'
import type { ContentStore, FetchedManifest, ListedReferrer } from './content-store.ts'
import type { Image } from './image.ts'
import { LAYOUT_INDEX, selectLayoutEntry } from './layout-index.ts'
import { layoutReferrers } from './layout-referrers.ts'
import { openManifestImage } from './manifest-image.ts'
import type { SourceOptions } from './options.ts'
import { splitPathAndTag } from './path-and-tag.ts'
import { TarArchive } from './tar-archive.ts'

/**
 * Opens `FILE[:TAG]`, an image in an OCI image layout that was packed into a tar, plain or compressed.
 * @throws {UnavailableError} when there is no such archive or no such image in it; {UsageError} when several could be
 *   meant; {BrokenImageError} when the archive or a document is malformed.
 */
export async function openOciArchive(name: string, options: SourceOptions): Promise<Image> {
  const { path, tag } = await splitPathAndTag(name)
  const archive = await TarArchive.open(path, options.limits, options.signal)
  try {
    if (!archive.has(LAYOUT_INDEX)) {
      const hint = archive.has('manifest.json') ? `, but docker save's files; name it docker-archive:${path}` : ''
      throw new UnavailableError(`${path} is not an OCI archive: it has no ${LAYOUT_INDEX}${hint}.`)
    }
    const layout = `oci-archive:${path}`
    const index = await archive.readDocument(LAYOUT_INDEX, options.signal)
    const store = new ArchivedLayoutStore(archive, selectLayoutEntry(index, layout, tag, options), options)
    const reference = tag === null ? layout : `${layout}:${tag}`
    return await openManifestImage(
      store,
      { source: 'oci-archive', reference, sequential: archive.isSequential },
      options,
    )
  } catch (error) {
    await archive.close()
    throw error
  }
}

/** The blobs of an image layout that lies in a tar. */
export class ArchivedLayoutStore implements ContentStore {
  readonly #archive: TarArchive
  readonly #entry: Descriptor
  readonly #options: SourceOptions

  /** @param entry the manifest or index that the image's name stands for */
  constructor(archive: TarArchive, entry: Descriptor, options: SourceOptions) {
    this.#archive = archive
    this.#entry = entry
    this.#options = options
  }

  async fetchManifest(promised: Descriptor | null): Promise<FetchedManifest> {
    const descriptor = promised ?? this.#entry
    return { descriptor, bytes: await this.#archive.readDocument(blobName(descriptor.digest), this.#options.signal) }
  }

  async *blob({ digest }: Descriptor, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    yield* this.#archive.stream(this.#archive.get(blobName(digest)), signal)
  }

  async referrers(subjects: readonly Digest[]): Promise<ListedReferrer[]> {
    const index = await this.#archive.readDocument(LAYOUT_INDEX, this.#options.signal)
    return layoutReferrers(index, this, subjects, this.#options.limits)
  }

  position({ digest }: Descriptor): number {
    return this.#archive.find(blobName(digest))?.offset ?? 0
  }

  close(): Promise<void> {
    return this.#archive.close()
  }
}

/** The name of a blob inside a layout (image-layout.md, "Blobs"). */
export function blobName(digest: Digest): string {
  return `blobs/${algorithmOf(digest)}/${hexOf(digest)}`
}
