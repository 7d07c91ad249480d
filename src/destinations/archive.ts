import { stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { writeFileWhole } from '../disk/write-file-whole.ts'
import { UsageError } from '../errors.ts'
import type { Measured } from '../layer/verify.ts'
import { LAYOUT_MARKER } from '../sources/layout-index.ts'
import { BlobStaging } from './blob-staging.ts'
import type { Destination, FinishedImage, KnownBlob, Transfer } from './destination.ts'
import { MARKER_CONTENT } from './layout-index.ts'
import { layoutTar } from './layout-tar.ts'

/** What sets one kind of archive apart from another. */
export interface ArchiveKind extends Pick<Destination, 'name' | 'reference' | 'wantsTars'> {
  /** The documents at the top of the layout, by name, the marker left out. */
  documents(image: FinishedImage): ReadonlyMap<string, Uint8Array>
}

/**
 * A tar file that one image is written to, as an image layout. A tar has the size of a file in front of it, and files here are
 * in the order of their digests, so that blobs wait in files beside it. It replaces what is at its path when it is complete.
 */
export class ArchiveDestination implements Destination {
  readonly name: Destination['name']
  readonly reference: string
  readonly wantsTars: boolean
  readonly takesDockerManifests = false
  readonly #path: string
  readonly #kind: ArchiveKind
  readonly #staging: BlobStaging

  private constructor(path: string, kind: ArchiveKind, staging: BlobStaging) {
    this.name = kind.name
    this.reference = kind.reference
    this.wantsTars = kind.wantsTars
    this.#path = path
    this.#kind = kind
    this.#staging = staging
  }

  /** @throws {UsageError} when `path` cannot be a file; {UnavailableError} when it cannot be written to. */
  static async open(path: string, kind: ArchiveKind): Promise<ArchiveDestination> {
    const existing = await stat(path).catch(() => null)
    if (existing?.isDirectory()) throw new UsageError(`${path} is a directory; name a file in it, or oci:${path}.`)
    // Beside a pipe or a device there is no place for files.
    const isStream = existing !== null && !existing.isFile()
    return new ArchiveDestination(path, kind, await BlobStaging.create(isStream ? tmpdir() : dirname(path), path))
  }

  async putBlob(blob: KnownBlob): Promise<Transfer> {
    await this.#staging.put(blob, blob.open())
    return 'written'
  }

  addBlob(bytes: AsyncIterable<Uint8Array>): Promise<Measured> {
    return this.#staging.add(bytes)
  }

  async commit(image: FinishedImage, signal: AbortSignal): Promise<void> {
    await this.#staging.put(image.descriptor, [image.manifest])
    const documents = new Map([[LAYOUT_MARKER, MARKER_CONTENT], ...this.#kind.documents(image)])
    await writeFileWhole(this.#path, layoutTar(this.#staging.blobs, documents, signal))
  }

  close(): Promise<void> {
    return this.#staging.remove()
  }
}
