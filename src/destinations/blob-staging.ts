import { randomUUID } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { hasCode } from '../disk/error-code.ts'
import { naming, unwritable } from '../disk/unwritable.ts'
import { UsageError } from '../errors.ts'
import { type Measured, Verifier, watch } from '../layer/verify.ts'
import type { Digest } from '../oci/digest.ts'
import { readFileBytes } from '../sources/file-bytes.ts'

/** Bytes, a piece after another. */
type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** A blob that waits in a file. */
export interface StagedBlob {
  readonly path: string
  /** In bytes. */
  readonly size: number
}

/** A directory of our own that blobs wait in, each in a file, until the image that they belong to appears. */
export class BlobStaging {
  readonly path: string
  /** What is written in the end, as errors name it. */
  readonly #target: string
  readonly #blobs = new Map<Digest, StagedBlob>()

  private constructor(path: string, target: string) {
    this.path = path
    this.#target = target
  }

  /**
   * @param parent where the directory is made: on the file system of the target, so that blobs can be renamed into it
   * @param target the path that is written in the end
   * @throws {UsageError} when `parent` does not exist; {UnavailableError} when it may not be written to.
   */
  static async create(parent: string, target: string): Promise<BlobStaging> {
    const path = join(parent, `.imgpeek-${randomUUID()}.tmp`)
    try {
      await mkdir(path)
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'ENOTDIR')) {
        throw new UsageError(`${target} cannot be made: ${dirname(target)} is not a directory.`)
      }
      throw unwritable(target, error)
    }
    return new BlobStaging(path, target)
  }

  /** What has been written. */
  get blobs(): ReadonlyMap<Digest, StagedBlob> {
    return this.#blobs
  }

  /**
   * Writes a blob that is what it should be.
   * @throws {UnavailableError} when it cannot be written; what `bytes` throws.
   */
  async put({ digest, size }: Measured, bytes: Pieces): Promise<void> {
    const path = await this.#write(bytes)
    this.#blobs.set(digest, { path, size })
  }

  /**
   * Writes bytes that nothing is known of yet.
   * @throws the same as `put`
   */
  async add(bytes: AsyncIterable<Uint8Array>): Promise<Measured> {
    const watched = watch(bytes, new Verifier('', null, null))
    const path = await this.#write(watched.bytes)
    const { digest, size } = watched.measured()
    this.#blobs.set(digest, { path, size })
    return { digest, size }
  }

  /** Removes it with all that still is in it. */
  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true })
  }

  async #write(bytes: Pieces): Promise<string> {
    const path = join(this.path, randomUUID())
    const file = await naming(this.#target, open(path, 'wx'))
    try {
      for await (const piece of bytes) await naming(this.#target, file.writeFile(piece))
    } finally {
      await naming(this.#target, file.close())
    }
    return path
  }
}

/**
 * Streams a blob that has waited long enough; its file goes when it has been read.
 * @throws {UnavailableError} when it cannot be read; {InterruptedError} when the signal fires.
 */
export async function* spent({ path }: StagedBlob, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  yield* readFileBytes(path, `The file ${path}`, signal)
  await rm(path)
}
