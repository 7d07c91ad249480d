import { closeSync, constants, fstatSync, lstatSync, openSync, readlinkSync, readSync } from 'node:fs'
import { BrokenImageError } from '../../errors.ts'
import { decodeName, encodeName } from '../../layer/tar/text.ts'
import { displayPath, joinPath, nameOf, parentOf } from '../../rootfs/path.ts'
import { unreadable } from '../file-bytes.ts'

/** As many links on the way as Linux follows (path_resolution(7)). */
const MAX_LINKS = 40
/** Pieces that a file is read in. */
const CHUNK_BYTES = 512 * 1024

/**
 * The files of a tree on disk, by the names that an archive has for them. Symlinks on the way are followed as if the tree were
 * the root, so that no name leads out of it.
 *
 * Reads by calls that block: a layer has tens of thousands of small files, and over the thread pool each takes six times as long.
 */
export class LayerFiles {
  readonly #root: Buffer
  /** Directories that were looked up, and where they are below the root; free of symlinks. */
  readonly #directories = new Map<string, string>([['/', '']])

  constructor(root: string) {
    this.#root = Buffer.from(root)
  }

  /**
   * Streams a regular file, whose size is known.
   * @param path as in the archive, absolute and normalised
   * @throws {NotFoundError} when it is not there; {UnavailableError} when it cannot be read; {BrokenImageError} when it is not a
   *   file of that size.
   */
  *read(path: string, size: number): Generator<Uint8Array> {
    const file = this.#open(path)
    try {
      const stats = fstatSync(file)
      if (!stats.isFile() || stats.size !== size) {
        throw new BrokenImageError(`${this.#shown(path)} is not the file of ${size} bytes that the layer has there.`)
      }
      for (let at = 0; at < size; ) {
        const piece = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, size - at))
        const length = readSync(file, piece, 0, piece.length, at)
        if (length === 0) throw new BrokenImageError(`${this.#shown(path)} became shorter while it was read.`)
        at += length
        yield length === piece.length ? piece : piece.subarray(0, length)
      }
    } finally {
      closeSync(file)
    }
  }

  #open(path: string): number {
    try {
      const onDisk = this.#onDisk(`${this.#directory(parentOf(path), 0)}/${nameOf(path)}`)
      // What is no file any more is neither followed nor waited for.
      return openSync(onDisk, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
    } catch (error) {
      if (error instanceof BrokenImageError) throw error
      throw unreadable(error, this.#shown(path))
    }
  }

  /** Where a directory is below the root: as the empty text, or with a slash in front. */
  #directory(path: string, links: number): string {
    const known = this.#directories.get(path)
    if (known !== undefined) return known
    if (links > MAX_LINKS)
      throw new BrokenImageError(`${this.#shown(path)} leads through more than ${MAX_LINKS} links.`)
    const parent = this.#directory(parentOf(path), links)
    const direct = `${parent}/${nameOf(path)}`
    const onDisk = this.#onDisk(direct)
    const found = lstatSync(onDisk).isSymbolicLink()
      ? this.#directory(joinPath(parent || '/', decodeName(readlinkSync(onDisk, { encoding: 'buffer' }))), links + 1)
      : direct
    this.#directories.set(path, found)
    return found
  }

  #onDisk(below: string): Buffer {
    return Buffer.concat([this.#root, encodeName(below)])
  }

  #shown(path: string): string {
    return displayPath(decodeName(this.#onDisk(path)))
  }
}
