import { createHash, type Hash, hash } from 'node:crypto'
import { messageOf } from '../errors.ts'
import type { EntryHeader } from './entry.ts'
import type { FactReader, FactStream, Json, Selection } from './fact-reader.ts'
import { type ByteRange, FileContent } from './file-content.ts'
import { mergeRanges } from './merge-ranges.ts'

const HEAD_BYTES = 4096

/** Hears what comes of the content of the file at hand. */
export interface ContentListener {
  fact(reader: FactReader, fact: Json): void
  problem(message: string): void
}

/** What is done with a file that comes in pieces. */
interface Capture {
  /** Who waits for ranges, and the bytes of all of them: what several readers want is kept once. */
  readonly waiting: readonly FactReader[]
  readonly segments: readonly { readonly start: number; readonly bytes: Uint8Array }[]
  readonly watching: readonly Watch[]
}

/** A reader that sees the bytes go by. */
interface Watch {
  readonly reader: FactReader
  readonly stream: FactStream<Json>
  failed: boolean
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
  #capture: Capture | undefined

  constructor(readers: readonly FactReader[], listener: ContentListener) {
    this.#readers = readers
    this.#listener = listener
  }

  start(entry: EntryHeader): void {
    this.#entry = entry
    this.#hash = undefined
    this.#digest = undefined
    this.#position = 0
    this.#capture = undefined
  }

  data(bytes: Uint8Array): void {
    if (this.#position === 0 && bytes.length === this.#entry.size) {
      this.#readWhole(bytes)
      return
    }
    this.#hash ??= createHash('sha256')
    this.#hash.update(bytes)
    if (this.#capture === undefined) this.#collectHead(bytes)
    else this.#see(this.#capture, bytes, this.#position)
    this.#position += bytes.length
  }

  /** Ends the file; gives the SHA-256 of its content. */
  finish(): Uint8Array {
    if (this.#digest) return this.#digest
    if (this.#hash === undefined) {
      this.#readWhole(new Uint8Array(0))
      return this.#digest!
    }
    if (this.#capture !== undefined) this.#conclude(this.#capture)
    return this.#hash.digest()
  }

  /** The usual case: the content stands in one piece, and nothing needs to be copied. */
  #readWhole(bytes: Uint8Array): void {
    this.#position = bytes.length
    this.#digest = hash('sha256', bytes, 'buffer')
    const head = bytes.subarray(0, HEAD_BYTES)
    for (const reader of this.#readers) {
      const selection = this.#select(reader, head)
      if (selection === undefined) continue
      if ('stream' in selection) {
        const watch: Watch = { reader, stream: selection.stream, failed: false }
        this.#push(watch, bytes)
        this.#end(watch)
      } else {
        this.#read(reader, FileContent.whole(bytes))
      }
    }
  }

  #collectHead(bytes: Uint8Array): void {
    const wanted = Math.min(HEAD_BYTES, this.#entry.size)
    const length = Math.min(wanted - this.#position, bytes.length)
    this.#head.set(bytes.subarray(0, length), this.#position)
    if (this.#position + length < wanted) return
    const head = this.#head.subarray(0, wanted)
    this.#capture = this.#captureFor(head)
    this.#see(this.#capture, head, 0)
    this.#see(this.#capture, bytes.subarray(length), wanted)
  }

  #captureFor(head: Uint8Array): Capture {
    const { size } = this.#entry
    const waiting: FactReader[] = []
    const watching: Watch[] = []
    const ranges: ByteRange[] = []
    for (const reader of this.#readers) {
      const selection = this.#select(reader, head)
      if (selection === undefined) continue
      if ('stream' in selection) {
        watching.push({ reader, stream: selection.stream, failed: false })
      } else {
        waiting.push(reader)
        ranges.push(...('limit' in selection ? [{ start: 0, end: size }] : selection.ranges))
      }
    }
    const segments = mergeRanges(ranges, size).map(({ start, end }) => ({ start, bytes: new Uint8Array(end - start) }))
    return { waiting, segments, watching }
  }

  /** Passes on `bytes`, which start at `start` in the file, and copies what is wanted of them. */
  #see({ segments, watching }: Capture, bytes: Uint8Array, start: number): void {
    for (const segment of segments) {
      const from = Math.max(segment.start, start)
      const to = Math.min(segment.start + segment.bytes.length, start + bytes.length)
      if (from < to) segment.bytes.set(bytes.subarray(from - start, to - start), from - segment.start)
    }
    for (const watch of watching) this.#push(watch, bytes)
  }

  #conclude({ waiting, segments, watching }: Capture): void {
    const content = new FileContent(this.#entry.size, segments)
    for (const reader of waiting) this.#read(reader, content)
    for (const watch of watching) this.#end(watch)
  }

  #select(reader: FactReader, head: Uint8Array): Selection<Json> | undefined {
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
    this.#tell(reader, () => reader.read(this.#entry, content))
  }

  #push(watch: Watch, bytes: Uint8Array): void {
    if (watch.failed) return
    try {
      watch.stream.push(bytes)
    } catch (error) {
      watch.failed = true
      this.#listener.problem(messageOf(error))
    }
  }

  #end({ reader, stream, failed }: Watch): void {
    if (!failed) this.#tell(reader, () => stream.end())
  }

  #tell(reader: FactReader, read: () => Json | undefined): void {
    try {
      const fact = read()
      if (fact !== undefined) this.#listener.fact(reader, fact)
    } catch (error) {
      this.#listener.problem(messageOf(error))
    }
  }
}
