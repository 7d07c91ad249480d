import type { EntryHeader } from '../../src/layer/entry.ts'
import { type TarHandler, type TarLimits, TarReader } from '../../src/layer/tar/reader.ts'

/** An entry with its content; null for all but regular files. */
export interface ReadEntry extends EntryHeader {
  readonly content: Buffer | null
}

/** Limits that no well-meant test archive meets. */
export const WIDE_LIMITS: TarLimits = {
  maxEntries: 1_000_000,
  maxPathBytes: 4096,
  maxHeaderBytes: 1 << 20,
  maxHoleBytes: 1 << 30,
}

/** Reads an archive that is pushed in chunks of these lengths; what they leave over comes last. */
export function readTar(
  archive: Uint8Array,
  { chunks = [], limits = {} }: { chunks?: readonly number[]; limits?: Partial<TarLimits> } = {},
): ReadEntry[] {
  const collector = new Collector()
  const reader = new TarReader(collector, { ...WIDE_LIMITS, ...limits })
  let at = 0
  for (const length of chunks) {
    reader.push(archive.subarray(at, at + length))
    at += length
  }
  reader.push(archive.subarray(at))
  reader.end()
  return collector.finish()
}

/** Collects entries, and holds the reader to calling its handler in the right order. */
class Collector implements TarHandler {
  readonly #entries: ReadEntry[] = []
  #current: EntryHeader | null = null
  #content: Buffer[] = []

  entry(header: EntryHeader): void {
    if (this.#current) throw new Error(`${header.path} began before ${this.#current.path} ended`)
    this.#current = header
    this.#content = []
  }

  data(bytes: Uint8Array): void {
    if (this.#current?.type !== 'file') throw new Error('content outside of a regular file')
    this.#content.push(Buffer.from(bytes)) // a copy: the bytes are good during the call only
  }

  endEntry(): void {
    if (!this.#current) throw new Error('an entry ended that had not begun')
    const content = this.#current.type === 'file' ? Buffer.concat(this.#content) : null
    if (content && content.length !== this.#current.size) {
      throw new Error(`${this.#current.path} said ${this.#current.size} bytes and gave ${content.length}`)
    }
    this.#entries.push({ ...this.#current, content })
    this.#current = null
  }

  finish(): ReadEntry[] {
    if (this.#current) throw new Error(`${this.#current.path} never ended`)
    return this.#entries
  }
}
