import { mkdir, readdir, rename, rmdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { hasCode } from '../disk/error-code.ts'
import { naming, unwritable } from '../disk/unwritable.ts'
import { writeFileWhole } from '../disk/write-file-whole.ts'
import { NotFoundError, UsageError } from '../errors.ts'
import type { Measured } from '../layer/verify.ts'
import type { Limits } from '../limits.ts'
import type { Digest } from '../oci/digest.ts'
import { parseImageIndex } from '../oci/image-index.ts'
import { LAYOUT_INDEX, LAYOUT_MARKER } from '../sources/layout-index.ts'
import { blobName } from '../sources/oci-archive.ts'
import { readSmallFile } from '../sources/oci-layout.ts'
import { splitPathAndTag } from '../sources/path-and-tag.ts'
import { BlobStaging } from './blob-staging.ts'
import type { Destination, DestinationOptions, FinishedImage, KnownBlob, Transfer } from './destination.ts'
import { MARKER_CONTENT, newLayoutIndex, REF_NAME, withTaggedEntry } from './layout-index.ts'
import { checkLayoutTag } from './layout-tag.ts'
import { replaceLocked } from './locked-file.ts'

/** Without a tag, an image that is written again would not replace itself. */
const DEFAULT_TAG = 'latest'

/**
 * Opens `DIR[:TAG]`, an image in an OCI image layout directory, which need not exist (OCI image specification,
 * image-layout.md). Other images of the layout stay.
 * @throws {UsageError} when there is something else at `DIR`, or no image can have the tag; {UnavailableError} when it cannot be
 *   written to; {BrokenImageError} when the layout is malformed.
 */
export async function openLayoutDestination(name: string, options: DestinationOptions): Promise<Destination> {
  const { path, tag } = await splitPathAndTag(name)
  checkLayoutTag(tag)
  const isMade = await makeDirectory(path)
  try {
    if (!isMade) await checkIsLayout(path, options.limits)
    return new LayoutDestination(
      { path, tag: tag ?? DEFAULT_TAG, isMade },
      await BlobStaging.create(path, path),
      options,
    )
  } catch (error) {
    if (isMade) await rmdir(path).catch(() => {})
    throw error
  }
}

/** What a layout has before it has an index, where another writer has begun with it. */
const IN_THE_MAKING = /^(?:oci-layout|blobs|index\.json\.lock|\.imgpeek-.*\.tmp)$/

/** True where it was not there before. */
async function makeDirectory(path: string): Promise<boolean> {
  try {
    await mkdir(path)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) {
      throw new UsageError(`${path} cannot be made: ${dirname(path)} is not a directory.`)
    }
    throw unwritable(path, error)
  }
}

/** A directory with something else in it is nobody's idea of a layout. */
async function checkIsLayout(path: string, limits: Limits): Promise<void> {
  const names = await readdir(path).catch((error: unknown) => {
    if (hasCode(error, 'ENOTDIR'))
      throw new UsageError(`${path} is not a directory; name an archive as oci-archive:${path}.`)
    throw unwritable(path, error)
  })
  if (names.includes(LAYOUT_INDEX)) parseImageIndex(await readIndex(path, limits), indexOf(path))
  else if (!names.every((file) => IN_THE_MAKING.test(file))) {
    throw new UsageError(`${path} is neither empty nor an OCI image layout; name another directory.`)
  }
}

class LayoutDestination implements Destination {
  readonly name = 'oci'
  readonly reference: string
  readonly wantsTars = false
  readonly takesDockerManifests = false
  readonly #path: string
  readonly #tag: string
  /** Whether the directory was made here, and is to go where nothing comes of it. */
  readonly #isMade: boolean
  readonly #staging: BlobStaging
  readonly #limits: Limits

  constructor(
    { path, tag, isMade }: { readonly path: string; readonly tag: string; readonly isMade: boolean },
    staging: BlobStaging,
    { limits }: DestinationOptions,
  ) {
    this.reference = `oci:${path}:${tag}`
    this.#path = path
    this.#tag = tag
    this.#isMade = isMade
    this.#staging = staging
    this.#limits = limits
  }

  async putBlob(blob: KnownBlob): Promise<Transfer> {
    if (await this.#has(blob)) return 'present'
    await this.#staging.put(blob, blob.open())
    return 'written'
  }

  addBlob(bytes: AsyncIterable<Uint8Array>): Promise<Measured> {
    return this.#staging.add(bytes)
  }

  async commit({ descriptor, manifest }: FinishedImage, signal: AbortSignal): Promise<void> {
    if (!(await this.#has(descriptor))) await this.#staging.put(descriptor, [manifest])
    const entry = { ...descriptor, annotations: { [REF_NAME]: this.#tag } }
    const content = async (): Promise<Uint8Array> => {
      const index = await readIndex(this.#path, this.#limits).catch((error: unknown) => {
        if (error instanceof NotFoundError) return null
        throw error
      })
      return index === null ? newLayoutIndex(entry) : withTaggedEntry(index, entry, this.#tag, indexOf(this.#path))
    }
    await replaceLocked(join(this.#path, LAYOUT_INDEX), content, () => this.#publish(), signal)
  }

  async close(): Promise<void> {
    await this.#staging.remove()
    // Another writer may have begun with it meanwhile; then, as after a commit, it is not empty.
    if (this.#isMade) await rmdir(this.#path).catch(() => {})
  }

  /** Whether a blob is there; one of another size is a broken one, and is replaced. */
  async #has({ digest, size }: Measured): Promise<boolean> {
    const found = await stat(this.#blobPath(digest)).catch(() => null)
    return found?.isFile() === true && found.size === size
  }

  /** Moves the blobs to their places, where nothing refers to them yet. */
  async #publish(): Promise<void> {
    const marker = join(this.#path, LAYOUT_MARKER)
    if ((await stat(marker).catch(() => null)) === null) await writeFileWhole(marker, [MARKER_CONTENT])
    for (const [digest, { path }] of this.#staging.blobs) {
      const place = this.#blobPath(digest)
      await naming(this.#path, mkdir(dirname(place), { recursive: true }))
      await naming(this.#path, rename(path, place))
    }
  }

  #blobPath(digest: Digest): string {
    return join(this.#path, blobName(digest))
  }
}

function readIndex(path: string, { maxManifestBytes }: Limits): Promise<Uint8Array> {
  return readSmallFile(join(path, LAYOUT_INDEX), maxManifestBytes, undefined)
}

function indexOf(path: string): string {
  return `${LAYOUT_INDEX} of oci:${path}`
}
