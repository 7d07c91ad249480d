import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { UnavailableError } from '../errors.ts'
import type { Descriptor } from '../oci/descriptor.ts'
import { algorithmOf, type Digest, hexOf } from '../oci/digest.ts'
import { readDocument } from '../oci/document.ts'
import type { ContentStore, FetchedManifest, ListedReferrer } from './content-store.ts'
import { readFileBytes, unreadable } from './file-bytes.ts'
import type { Image } from './image.ts'
import { LAYOUT_INDEX, LAYOUT_MARKER, selectLayoutEntry } from './layout-index.ts'
import { layoutReferrers } from './layout-referrers.ts'
import { openManifestImage } from './manifest-image.ts'
import type { SourceOptions } from './options.ts'
import { splitPathAndTag } from './path-and-tag.ts'

/**
 * Opens `DIR[:TAG]`, an image in an OCI image layout directory (OCI image specification, image-layout.md).
 * @throws {UnavailableError} when there is no layout or no such image in it; {UsageError} when several could be meant;
 *   {BrokenImageError} when a document is malformed.
 */
export async function openOciLayout(name: string, options: SourceOptions): Promise<Image> {
  const { path, tag } = await splitPathAndTag(name)
  const layout = `oci:${path}`
  await checkIsLayout(path)
  const { maxManifestBytes } = options.limits
  const index = await readSmallFile(join(path, LAYOUT_INDEX), maxManifestBytes, options.signal)
  const entry = selectLayoutEntry(index, layout, tag, options)
  const store = new LayoutStore(path, entry, options)
  const reference = tag === null ? layout : `${layout}:${tag}`
  return openManifestImage(store, { source: 'oci', reference, sequential: false }, options)
}

async function checkIsLayout(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(error, `The directory ${path}`)
  })
  if (!found.isDirectory()) {
    throw new UnavailableError(
      `${path} is not a directory; name an archive as oci-archive:FILE or docker-archive:FILE.`,
    )
  }
  // Some writers leave the marker out; then the index is enough.
  const files = await Promise.all([LAYOUT_MARKER, LAYOUT_INDEX].map((file) => stat(join(path, file)).catch(() => null)))
  if (files[1] !== null) return
  const problem = files[0] === null ? 'is not an OCI image layout' : 'is an incomplete OCI image layout'
  throw new UnavailableError(`${path} ${problem}: it has no ${LAYOUT_INDEX}.`)
}

class LayoutStore implements ContentStore {
  readonly #path: string
  readonly #entry: Descriptor
  readonly #options: SourceOptions

  constructor(path: string, entry: Descriptor, options: SourceOptions) {
    this.#path = path
    this.#entry = entry
    this.#options = options
  }

  async fetchManifest(promised: Descriptor | null): Promise<FetchedManifest> {
    const descriptor = promised ?? this.#entry
    return { descriptor, bytes: await this.#read(this.#blobPath(descriptor.digest)) }
  }

  blob({ digest }: Descriptor, signal?: AbortSignal): AsyncIterable<Uint8Array> {
    const path = this.#blobPath(digest)
    return readFileBytes(path, `The blob ${path}`, signal)
  }

  async referrers(subjects: readonly Digest[]): Promise<ListedReferrer[]> {
    const index = await this.#read(join(this.#path, LAYOUT_INDEX))
    return layoutReferrers(index, this, subjects, this.#options.limits)
  }

  async close(): Promise<void> {}

  #read(path: string): Promise<Uint8Array> {
    return readSmallFile(path, this.#options.limits.maxManifestBytes, this.#options.signal)
  }

  /** A digest was validated when it was read, so its parts are safe as names of files. */
  #blobPath(digest: Digest): string {
    return join(this.#path, 'blobs', algorithmOf(digest), hexOf(digest))
  }
}

/** Reads a file of at most `maxBytes` whole. @throws {UnavailableError} when it cannot be read; {LimitError} when it is larger. */
export function readSmallFile(path: string, maxBytes: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
  return readDocument(readFileBytes(path, `The file ${path}`, signal), maxBytes, `The file ${path}`)
}
