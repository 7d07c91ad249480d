import { createHash, type Hash, hash } from 'node:crypto'
import { messageOf } from '../errors.ts'
import type { EntryHeader } from './entry.ts'
import type { FactReader, Json, Selection } from './fact-reader.ts'
import { type ByteRange, FileContent } from './file-content.ts'

const HEAD_BYTES = 4096

/** Hears what comes of the content of the file at hand. */
export interface ContentListener {
  fact(reader: FactReader, fact: Json): void
  problem(message: string): void
}

/** A reader's wish for a file that comes in pieces, with the bytes that were kept for it so far. */
interface Capture {
  readonly reader: FactReader
  readonly segments: { readonly start: number; readonly bytes: Uint8Array }[]
}

/** Sees one regular file's content go by: hashes it, offers its head to the readers, and keeps what they ask for. */
export class ContentReader {
  readonly #readers: readonly FactReader[]
  readonly #listener: ContentListener
  readonly #head = new Uint8Array(HEAD_BYTES)
  #entry!: EntryHeader
  #hash: Hash | undefined
  #digest: Uint8Array | undefined
  #position = 0
  #captures: Capture[] | undefined

  constructor(readers: readonly FactReader[], listener: ContentListener) {
    this.#readers = readers
    this.#listener = listener
  }

  start(entry: EntryHeader): void {
    this.#entry = entry
    this.#hash = undefined
    this.#digest = undefined
    this.#position = 0
    this.#captures = undefined
  }

  data(bytes: Uint8Array): void {
    if (this.#position === 0 && bytes.length === this.#entry.size) {
      this.#readWhole(bytes)
      return
    }
    this.#hash ??= createHash('sha256')
    this.#hash.update(bytes)
    if (this.#captures === undefined) this.#collectHead(bytes)
    else this.#keep(bytes, this.#position)
    this.#position += bytes.length
  }

  /** Ends the file; gives the SHA-256 of its content. */
  finish(): Uint8Array {
    if (this.#digest) return this.#digest
    if (this.#hash === undefined) {
      this.#readWhole(new Uint8Array(0))
      return this.#digest!
    }
    for (const capture of this.#captures ?? []) {
      this.#read(capture.reader, new FileContent(this.#entry.size, capture.segments))
    }
    return this.#hash.digest()
  }

  /** The usual case: the content stands in one piece, and nothing needs to be copied. */
  #readWhole(bytes: Uint8Array): void {
    this.#position = bytes.length
    this.#digest = hash('sha256', bytes, 'buffer')
    const head = bytes.subarray(0, HEAD_BYTES)
    for (const reader of this.#readers) {
      if (this.#select(reader, head) !== undefined) this.#read(reader, FileContent.whole(bytes))
    }
  }

  #collectHead(bytes: Uint8Array): void {
    const wanted = Math.min(HEAD_BYTES, this.#entry.size)
    const length = Math.min(wanted - this.#position, bytes.length)
    this.#head.set(bytes.subarray(0, length), this.#position)
    if (this.#position + length < wanted) return
    const head = this.#head.subarray(0, wanted)
    this.#captures = []
    for (const reader of this.#readers) {
      const selection = this.#select(reader, head)
      if (selection !== undefined) this.#captures.push({ reader, segments: segmentsOf(selection, this.#entry.size) })
    }
    this.#keep(head, 0)
    this.#keep(bytes.subarray(length), wanted)
  }

  /** Copies what captures want of `bytes`, which start at `start` in the file. */
  #keep(bytes: Uint8Array, start: number): void {
    for (const { segments } of this.#captures!) {
      for (const segment of segments) {
        const from = Math.max(segment.start, start)
        const to = Math.min(segment.start + segment.bytes.length, start + bytes.length)
        if (from < to) segment.bytes.set(bytes.subarray(from - start, to - start), from - segment.start)
      }
    }
  }

  #select(reader: FactReader, head: Uint8Array): Selection | undefined {
    try {
      const selection = reader.select(this.#entry, head)
      if (selection && 'limit' in selection && this.#entry.size > selection.limit) {
        this.#listener.problem(
          `it has ${this.#entry.size} bytes, more than the ${selection.limit} that ${reader.name} reads`,
        )
        return undefined
      }
      return selection
    } catch (error) {
      this.#listener.problem(messageOf(error))
      return undefined
    }
  }

  #read(reader: FactReader, content: FileContent): void {
    try {
      const fact = reader.read(this.#entry, content)
      if (fact !== undefined) this.#listener.fact(reader, fact)
    } catch (error) {
      this.#listener.problem(messageOf(error))
    }
  }
}

function segmentsOf(selection: Selection, size: number): Capture['segments'] {
  const ranges: readonly ByteRange[] = 'limit' in selection ? [{ start: 0, end: size }] : selection.ranges
  return ranges
    .map(({ start, end }) => ({ start: Math.max(0, start), end: Math.min(end, size) }))
    .filter(({ start, end }) => start < end)
    .map(({ start, end }) => ({ start, bytes: new Uint8Array(end - start) }))
}
