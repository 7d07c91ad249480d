import { createHash, type Hash } from 'node:crypto'
import { unlessMalformed } from '../../catalogers/elf/elf-reader.ts'
import {
  type FileHeader,
  isElf,
  readFileHeader,
  readSegments,
  type Segment,
  segmentBytes,
} from '../../catalogers/elf/headers.ts'
import type { FactReader } from '../../layer/fact-reader.ts'
import { FileContent } from '../../layer/file-content.ts'
import { type RandomAccess, readPart } from './random-access.ts'

/** As much of a file as fact readers are shown of it first. */
const HEAD_BYTES = 4096

/**
 * The SHA-256 of all that a program or shared library loads, with what lies before and between, and of its headers but for where
 * these say that the section headers are: what stripping must not change. Undefined where its first bytes do not tell where
 * that ends.
 */
export async function loadedDigest(file: RandomAccess): Promise<string | undefined> {
  const digester = loadedDigester(await readPart(file, 0, Math.min(file.size, HEAD_BYTES)), file.size)
  if (digester === undefined) return undefined
  for await (const piece of file.stream(0, digester.end)) digester.push(piece)
  return digester.digest()
}

/** Reads the same digest of every program and shared library of a layer. */
export const loadedBytesReader: FactReader<string> = {
  name: 'loaded-bytes',
  version: 1,

  select({ size }, head) {
    const digester = loadedDigester(head, size)
    return digester && { stream: { push: (bytes) => digester.push(bytes), end: () => digester.digest() } }
  },

  read: () => undefined,
}

class LoadedDigester {
  readonly end: number
  readonly #hash: Hash = createHash('sha256')
  /** The bytes of the ELF header that are left out, as ranges. */
  readonly #masked: readonly (readonly [start: number, end: number])[]
  #at = 0

  constructor(end: number, is64: boolean) {
    this.end = end
    // e_shoff; e_shnum and e_shstrndx
    this.#masked = is64
      ? [
          [40, 48],
          [60, 64],
        ]
      : [
          [32, 36],
          [48, 52],
        ]
  }

  push(bytes: Uint8Array): void {
    const taken = bytes.subarray(0, Math.max(0, this.end - this.#at))
    this.#hash.update(this.#at < 64 ? this.#withoutMasked(taken) : taken)
    this.#at += taken.length
  }

  digest(): string | undefined {
    return this.#at === this.end ? this.#hash.digest('hex') : undefined
  }

  #withoutMasked(bytes: Uint8Array): Uint8Array {
    const copy = Uint8Array.from(bytes)
    for (const [start, end] of this.#masked) {
      copy.fill(0, Math.max(0, start - this.#at), Math.max(0, end - this.#at))
    }
    return copy
  }
}

/** Up to here a file's headers and segments reach. */
export function endOfLoaded({ is64, programHeaders }: FileHeader, segments: readonly Segment[]): number {
  const { offset, count } = programHeaders
  const ends = segments.map((segment) => (segment.fileSize > 0 ? segment.offset + segment.fileSize : 0))
  return [is64 ? 64 : 52, offset + count * segmentBytes(is64), ...ends].reduce((a, b) => Math.max(a, b))
}

function loadedDigester(head: Uint8Array, size: number): LoadedDigester | undefined {
  if (!isElf(head)) return undefined
  return unlessMalformed(() => {
    const { header, reader } = readFileHeader(new FileContent(size, [{ start: 0, bytes: head }]))
    const segments = readSegments(reader, header)
    const end = segments && endOfLoaded(header, segments)
    return end === undefined || end > size ? undefined : new LoadedDigester(end, header.is64)
  })
}
