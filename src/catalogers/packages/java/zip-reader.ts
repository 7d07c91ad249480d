import { decodeName } from '../../../layer/tar/text.ts'
import { EntryContent, type EntrySink } from './entry-content.ts'
import type { Inflaters } from './inflaters.ts'

/** Hears what an archive holds. */
export interface ZipHandler {
  /** An entry begins; what is given back receives its content. */
  entry(name: string): EntrySink | undefined
  /** The central directory, at the archive's end, lists this name. */
  listed(name: string): void
}

/** APPNOTE.TXT, sections 4.3.7 to 4.3.16. */
const Signature = {
  localHeader: 0x04034b50,
  descriptor: 0x08074b50,
  centralHeader: 0x02014b50,
  end: 0x06054b50,
  zip64End: 0x06064b50,
} as const
const RECORDS: ReadonlySet<number> = new Set([
  Signature.localHeader,
  Signature.centralHeader,
  Signature.end,
  Signature.zip64End,
])
const MARK = 'PK'
const SIGNATURE_BYTES = 4
const LOCAL_HEADER_BYTES = 26 // without the signature, as those below
const CENTRAL_HEADER_BYTES = 42
const LONGEST_DESCRIPTOR = 24
const Flag = { encrypted: 1, sizesBehind: 8 } as const
const Method = { stored: 0, deflated: 8 } as const
const IN_EXTRA_FIELD = 0xffffffff
const ZIP64_FIELD = 1

/**
 * Reads a zip archive that is pushed in pieces of any size, from its beginning, by its local headers. It needs the memory of one
 * header, and what is not asked for is passed over without being decompressed, also where an entry's size stands behind it
 * (a data descriptor). Anything may stand before the first entry, as the script that makes a jar executable, and between entries.
 */
export class ZipReader {
  readonly #handler: ZipHandler
  readonly #inflaters: Inflaters
  readonly #records: Generator<undefined, void, Uint8Array>
  #input: Buffer = Buffer.alloc(0)
  /** Where in `#input` the next byte stands, and where `#input` stands in the archive. */
  #at = 0
  #start = 0
  #done = false

  constructor(handler: ZipHandler, inflaters: Inflaters) {
    this.#handler = handler
    this.#inflaters = inflaters
    this.#records = this.#read()
    this.#records.next()
  }

  /** The next bytes, good during the call. */
  push(bytes: Uint8Array): void {
    if (!this.#done) this.#done = this.#records.next(bytes).done === true
  }

  /** @throws {Error} when the archive is cut short, or is none. */
  end(): void {
    if (!this.#done) throw new Error('its zip archive has no end')
  }

  *#read(): Generator<undefined, void, Uint8Array> {
    for (;;) {
      const signature = this.#recordHere() ?? (yield* this.#nextRecord())
      if (signature === Signature.localHeader) yield* this.#entry()
      else if (signature === Signature.centralHeader) yield* this.#centralHeader()
      else return
    }
  }

  /** Goes behind the signature of a record that stands right here. */
  #recordHere(): number | undefined {
    const signature = this.#unread < SIGNATURE_BYTES ? 0 : this.#input.readUInt32LE(this.#at)
    if (!RECORDS.has(signature)) return undefined
    this.#at += SIGNATURE_BYTES
    return signature
  }

  /** Goes behind the next signature of a record. */
  *#nextRecord(): Generator<undefined, number, Uint8Array> {
    for (;;) {
      const found = this.#input.indexOf(MARK, this.#at, 'latin1')
      // The last byte may be the first of a signature.
      this.#at = found === -1 ? Math.max(this.#at, this.#input.length - 1) : found
      if (this.#unread < SIGNATURE_BYTES) {
        yield* this.#more()
        continue
      }
      const signature = this.#recordHere()
      if (signature !== undefined) return signature
      this.#at++
    }
  }

  *#entry(): Generator<undefined, void, Uint8Array> {
    if (this.#unread < LOCAL_HEADER_BYTES) yield* this.#fill(LOCAL_HEADER_BYTES)
    const header = this.#take(LOCAL_HEADER_BYTES)
    const flags = header.readUInt16LE(2)
    const method = header.readUInt16LE(4)
    const stated = header.readUInt32LE(14)
    const fullSize = header.readUInt32LE(18)
    const nameBytes = header.readUInt16LE(22)
    const extraBytes = header.readUInt16LE(24)
    if (this.#unread < nameBytes + extraBytes) yield* this.#fill(nameBytes + extraBytes)
    const name = decodeName(this.#take(nameBytes))
    const size = compressedSize(stated, fullSize, this.#take(extraBytes))
    const content = this.#contentFor(name, method, flags)
    if ((flags & Flag.sizesBehind) !== 0) yield* this.#passToDescriptor(content)
    else if (content === undefined && size <= this.#unread) this.#at += size
    else yield* this.#pass(size, content)
    content?.end()
  }

  #contentFor(name: string, method: number, flags: number): EntryContent | undefined {
    if ((flags & Flag.encrypted) !== 0 || (method !== Method.stored && method !== Method.deflated)) return undefined
    const sink = this.#handler.entry(name)
    return sink && new EntryContent(sink, method === Method.deflated ? this.#inflaters : null)
  }

  *#centralHeader(): Generator<undefined, void, Uint8Array> {
    if (this.#unread < CENTRAL_HEADER_BYTES) yield* this.#fill(CENTRAL_HEADER_BYTES)
    const header = this.#take(CENTRAL_HEADER_BYTES)
    const nameBytes = header.readUInt16LE(24)
    const rest = nameBytes + header.readUInt16LE(26) + header.readUInt16LE(28)
    if (this.#unread < rest) yield* this.#fill(rest)
    this.#handler.listed(decodeName(this.#take(rest).subarray(0, nameBytes)))
  }

  *#pass(bytes: number, content: EntryContent | undefined): Generator<undefined, void, Uint8Array> {
    for (let left = bytes; ; ) {
      const end = Math.min(this.#at + left, this.#input.length)
      content?.write(this.#input.subarray(this.#at, end))
      left -= end - this.#at
      this.#at = end
      if (left === 0) return
      yield* this.#more()
    }
  }

  /**
   * Passes an entry's data whose size stands in the descriptor behind it: found by the signature of that, or of the record that
   * follows, where the size that it states is the number of bytes passed.
   */
  *#passToDescriptor(content: EntryContent | undefined): Generator<undefined, void, Uint8Array> {
    const start = this.#start + this.#at
    for (let from = this.#at; ; ) {
      const found = this.#input.indexOf(MARK, from, 'latin1')
      if (found !== -1 && found + LONGEST_DESCRIPTOR <= this.#input.length) {
        const descriptor = this.#descriptorAt(found, this.#start + found - start)
        if (descriptor !== undefined) {
          content?.write(this.#input.subarray(this.#at, descriptor.start))
          this.#at = descriptor.end
          return
        }
        from = found + 1
        continue
      }
      // What may belong to a descriptor is kept; what is before it, is content.
      const next = found === -1 ? Math.max(from, this.#input.length - 1) : found
      const kept = Math.max(this.#at, next - LONGEST_DESCRIPTOR)
      content?.write(this.#input.subarray(this.#at, kept))
      this.#at = kept
      yield* this.#more()
      from = next - kept
    }
  }

  /** The descriptor that starts at `mark` with a signature, or ends there without one, `passed` bytes after the data's start. */
  #descriptorAt(mark: number, passed: number): { start: number; end: number } | undefined {
    const input = this.#input
    const signature = input.readUInt32LE(mark)
    if (signature === Signature.descriptor) {
      if (input.readUInt32LE(mark + 8) === passed) return { start: mark, end: mark + 16 }
      if (Number(input.readBigUInt64LE(mark + 8)) === passed) return { start: mark, end: mark + 24 }
    } else if (signature === Signature.localHeader || signature === Signature.centralHeader) {
      if (passed >= 12 && input.readUInt32LE(mark - 8) === passed - 12) return { start: mark - 12, end: mark }
      if (passed >= 20 && Number(input.readBigUInt64LE(mark - 16)) === passed - 20)
        return { start: mark - 20, end: mark }
    }
    return undefined
  }

  get #unread(): number {
    return this.#input.length - this.#at
  }

  /** The next bytes, which must be there; good until more input comes. */
  #take(bytes: number): Buffer {
    this.#at += bytes
    return this.#input.subarray(this.#at - bytes, this.#at)
  }

  *#fill(bytes: number): Generator<undefined, void, Uint8Array> {
    while (this.#unread < bytes) yield* this.#more()
  }

  /** Waits for more input; what was not yet read stays before it. */
  *#more(): Generator<undefined, void, Uint8Array> {
    const rest = Buffer.from(this.#input.subarray(this.#at)) // a copy: the pushed bytes are only good during the call
    const next = yield
    this.#start += this.#at
    this.#at = 0
    this.#input =
      rest.length === 0 ? Buffer.from(next.buffer, next.byteOffset, next.length) : Buffer.concat([rest, next])
  }
}

/** The size, from the zip64 extra field (4.5.3) where the header has no room for it: there it stands behind the full size. */
function compressedSize(stated: number, fullSize: number, extra: Buffer): number {
  if (stated !== IN_EXTRA_FIELD) return stated
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    const place = at + 4 + (fullSize === IN_EXTRA_FIELD ? 8 : 0)
    if (extra.readUInt16LE(at) === ZIP64_FIELD && place + 8 <= extra.length) return Number(extra.readBigUInt64LE(place))
  }
  return stated
}
