import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { UnavailableError } from '../errors.ts'
import type { Descriptor } from '../oci/descriptor.ts'
import { algorithmOf, type Digest, hexOf } from '../oci/digest.ts'
import type { ContentStore, FetchedManifest } from './content-store.ts'
import { readDocument } from './document.ts'
import { readFileBytes, unreadable } from './file-bytes.ts'
import type { Image } from './image.ts'
import { LAYOUT_INDEX, LAYOUT_MARKER, selectLayoutEntry } from './layout-index.ts'
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
  const store = new LayoutStore(path, entry, maxManifestBytes, options.signal)
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
  readonly #maxManifestBytes: number
  readonly #signal: AbortSignal | undefined

  constructor(path: string, entry: Descriptor, maxManifestBytes: number, signal: AbortSignal | undefined) {
    this.#path = path
    this.#entry = entry
    this.#maxManifestBytes = maxManifestBytes
    this.#signal = signal
  }

  async fetchManifest(promised: Descriptor | null): Promise<FetchedManifest> {
    const descriptor = promised ?? this.#entry
    const path = this.#blobPath(descriptor.digest)
    return { descriptor, bytes: await readSmallFile(path, this.#maxManifestBytes, this.#signal) }
  }

  blob({ digest }: Descriptor, signal?: AbortSignal): AsyncIterable<Uint8Array> {
    const path = this.#blobPath(digest)
    return readFileBytes(path, `The blob ${path}`, signal)
  }

  async close(): Promise<void> {}

  /** A digest was validated when it was read, so its parts are safe as names of files. */
  #blobPath(digest: Digest): string {
    return join(this.#path, 'blobs', algorithmOf(digest), hexOf(digest))
  }
}

function readSmallFile(path: string, maxBytes: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
  return readDocument(readFileBytes(path, `The file ${path}`, signal), maxBytes, `The file ${path}`)
}
