import { randomUUID } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UnavailableError } from '../errors.ts'
import { naming } from './unwritable.ts'

/** Small pieces are gathered into writes of this size. */
const WRITE_BYTES = 1024 * 1024
const READ_BYTES = 256 * 1024

/** Where something stands in a spool. */
export interface Spooled {
  readonly offset: number
  /** In bytes. */
  readonly length: number
}

/** Bytes that are not wanted yet, in a temporary file of our own, which is made when the first of them are written. */
export class Spool {
  readonly #path = join(tmpdir(), `imgpeek-${randomUUID()}.tmp`)
  #file: FileHandle | undefined
  /** What follows what is in the file. */
  #waiting: Buffer | undefined
  #waitingBytes = 0
  /** What is read is read into this: a buffer for each of a hundred thousand files would keep the garbage collector busy. */
  #piece: Buffer | undefined
  #written = 0

  /** Where the next bytes will stand. */
  get end(): number {
    return this.#written + this.#waitingBytes
  }

  /**
   * Adds bytes behind all others; their memory may be used again afterwards.
   * @throws {UnavailableError} when they cannot be written.
   */
  async append(bytes: Uint8Array): Promise<void> {
    this.#waiting ??= Buffer.allocUnsafeSlow(WRITE_BYTES)
    for (let at = 0; at < bytes.length; ) {
      const taken = bytes.subarray(at, at + WRITE_BYTES - this.#waitingBytes)
      this.#waiting.set(taken, this.#waitingBytes)
      this.#waitingBytes += taken.length
      at += taken.length
      if (this.#waitingBytes === WRITE_BYTES) await this.#flush(this.#waiting)
    }
  }

  /**
   * Streams what was added at a place. A piece is good until the next one is asked for, here or at another place.
   * @throws {UnavailableError} when it cannot be read.
   */
  async *read({ offset, length }: Spooled): AsyncGenerator<Uint8Array> {
    const end = offset + length
    if (end > this.#written && this.#waiting !== undefined) await this.#flush(this.#waiting)
    this.#piece ??= Buffer.allocUnsafeSlow(READ_BYTES)
    const piece = this.#piece
    for (let at = offset; at < end; ) {
      const { bytesRead } = await naming(this.#path, this.#file!.read(piece, 0, Math.min(piece.length, end - at), at))
      if (bytesRead === 0) throw new UnavailableError(`${this.#path} was changed while it was in use.`)
      at += bytesRead
      yield piece.subarray(0, bytesRead)
    }
  }

  /** Removes the file. */
  async close(): Promise<void> {
    if (this.#file === undefined) return
    await this.#file.close()
    await rm(this.#path, { force: true })
  }

  async #flush(waiting: Buffer): Promise<void> {
    this.#file ??= await naming(this.#path, open(this.#path, 'wx+', 0o600))
    await naming(this.#path, this.#file.writeFile(waiting.subarray(0, this.#waitingBytes)))
    this.#written += this.#waitingBytes
    this.#waitingBytes = 0
  }
}
