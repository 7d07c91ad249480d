import type { FileHandle } from 'node:fs/promises'
import { BrokenImageError, UnavailableError } from '../errors.ts'
import { type Compression, compressionOf, MAGIC_LENGTH } from '../layer/decompress/compression.ts'
import { decompress } from '../layer/decompress/decompress.ts'
import type { EntryHeader } from '../layer/entry.ts'
import { BLOCK_SIZE } from '../layer/tar/header.ts'
import { TarReader } from '../layer/tar/reader.ts'
import type { Limits } from '../limits.ts'
import { readRange } from './file-bytes.ts'

/** A member of a tar file, and where its content lies in the uncompressed archive. */
export interface TarMember {
  readonly header: EntryHeader
  readonly offset: number
  /** The content, of members that were captured. */
  readonly content?: Uint8Array
}

/** A tar file, open for reading. */
export interface TarFile {
  readonly handle: FileHandle
  readonly compression: Compression
  /** Bytes on disk. */
  readonly size: number
  /** How errors name it. */
  readonly what: string
}

/** How much of a plain archive is read around each header; small members lie close together. */
const WINDOW_BYTES = 64 * 1024

/** Recognises how an open file is compressed. */
export async function inspectTarFile(handle: FileHandle, what: string): Promise<TarFile> {
  const head = new Uint8Array(MAGIC_LENGTH)
  const { bytesRead } = await handle.read(head, 0, head.length, 0)
  const { size } = await handle.stat()
  if (bytesRead === 0) throw new UnavailableError(`${what} is empty, not a tar archive.`)
  return { handle, compression: compressionOf(head.subarray(0, bytesRead)), size, what }
}

/** Streams the uncompressed bytes of a tar file from its beginning. A piece is good until the next one is asked for. */
export async function* tarBytes(file: TarFile, limits: Limits, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const stored = readRange(file.handle, 0, file.size, file.what, signal)
  yield* (await decompress(stored, limits.maxExpansionRatio)).bytes
}

/**
 * Lists the members of a tar file in their order, seeking over contents where the file is not compressed.
 * @param capture says of which regular files to keep the content; asked for compressed archives only
 * @throws {UnavailableError} when the file is no tar; {BrokenImageError} when it is malformed or truncated.
 */
export async function* tarMembers(
  file: TarFile,
  limits: Limits,
  capture: (header: EntryHeader) => boolean,
  signal?: AbortSignal,
): AsyncGenerator<TarMember> {
  const walk = new MemberWalk(file.what, limits, file.compression === 'none' ? () => false : capture)
  if (file.compression === 'none') yield* seekMembers(file, walk, signal)
  else {
    for await (const piece of tarBytes(file, limits, signal)) {
      for (let at = 0; at < piece.length; ) {
        at += walk.take(piece, at)
        yield* walk.finished()
      }
    }
  }
  walk.end()
}

async function* seekMembers(file: TarFile, walk: MemberWalk, signal?: AbortSignal): AsyncGenerator<TarMember> {
  let window: Uint8Array = new Uint8Array(0)
  let windowStart = 0
  while (walk.offset < file.size) {
    if (!walk.skipAll()) {
      if (walk.offset < windowStart || walk.offset >= windowStart + window.length) {
        windowStart = walk.offset
        const end = Math.min(windowStart + WINDOW_BYTES, file.size)
        const next = await readRange(file.handle, windowStart, end, file.what, signal).next()
        if (next.done) break
        window = next.value
      }
      walk.take(window, walk.offset - windowStart)
    }
    for (const member of walk.finished()) {
      if (walk.contentEnd > file.size) {
        throw new BrokenImageError(`${file.what} is truncated: it ends inside ${JSON.stringify(member.header.path)}.`)
      }
      yield member
    }
  }
}

/** Drives a tar reader block by block, so that the place of each content is known. */
class MemberWalk {
  readonly #reader: TarReader
  readonly #what: string
  /** Members whose end was seen and that were not handed out yet. */
  #finished: TarMember[] = []
  #current: { header: EntryHeader; offset: number; content?: Uint8Array } | undefined
  #pieces: Uint8Array[] | undefined
  #contentEnd = 0

  constructor(what: string, limits: Limits, capture: (header: EntryHeader) => boolean) {
    this.#what = what
    this.#reader = new TarReader(
      {
        entry: (header) => {
          this.#current = { header, offset: -1 }
          if (header.type === 'file' && capture(header)) this.#pieces = []
          else this.#reader.discard()
        },
        data: (bytes) => {
          this.#pieces?.push(new Uint8Array(bytes))
        },
        endEntry: () => {
          const member = this.#current!
          if (this.#pieces !== undefined) member.content = Buffer.concat(this.#pieces)
          this.#pieces = undefined
          this.#finished.push(member)
        },
      },
      limits,
    )
  }

  get offset(): number {
    return this.#reader.offset
  }

  /** Where the content that was last passed over ends: a sparse file has less of it than its size says. */
  get contentEnd(): number {
    return this.#contentEnd
  }

  /** Passes over content that is not needed, wherever it ends; false where there is none ahead. */
  skipAll(): boolean {
    const { skippable } = this.#reader
    if (skippable === 0) return false
    this.#contentEnd = this.#reader.contentEnd
    this.#reader.skip(skippable)
    return true
  }

  /** Takes bytes of `piece` from `at` on: what can be skipped, or the rest of one block. Returns how many. */
  take(piece: Uint8Array, at: number): number {
    const available = piece.length - at
    const skipped = Math.min(this.#reader.skippable, available)
    if (skipped > 0) {
      this.#reader.skip(skipped)
      return skipped
    }
    const length = Math.min(available, BLOCK_SIZE - (this.offset % BLOCK_SIZE))
    this.#push(piece.subarray(at, at + length))
    if (this.#current?.offset === -1) this.#current.offset = this.offset
    return length
  }

  /** The members that are complete since the last call. */
  finished(): readonly TarMember[] {
    const members = this.#finished
    if (members.length > 0) this.#finished = []
    return members
  }

  end(): void {
    this.#reader.end()
  }

  #push(bytes: Uint8Array): void {
    const isFirst = this.offset < BLOCK_SIZE
    try {
      this.#reader.push(bytes)
    } catch (error) {
      if (!isFirst || !(error instanceof BrokenImageError)) throw error
      throw new UnavailableError(`${this.#what} is not a tar archive.`, { cause: error })
    }
  }
}
