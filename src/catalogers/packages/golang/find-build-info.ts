import type { FileContent } from '../../../layer/file-content.ts'
import { readFileHeader, readSegments, type Segment, SegmentType } from '../../elf/headers.ts'
import { writableData } from './data-ranges.ts'

/** What the linker wrote down: the toolchain's version, and the text of the build information, empty where modules were not used. */
interface RawBuildInfo {
  readonly goVersion: string
  readonly text: string
}

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1')
const ALIGNMENT = 16
const HEADER_BYTES = 32
const MAX_VERSION_BYTES = 1024
const MAX_VARINT_BYTES = 5
/** Around the text stand 16 bytes that mark its ends (cmd/go/internal/modload, infoStart and infoEnd). */
const FRAME_BYTES = 16

/**
 * Finds the build information of a Go binary: src/debug/buildinfo/buildinfo.go in Go's sources. Undefined for other files, and
 * where the place was not captured.
 * @throws {MalformedElfError}
 */
export function findBuildInfo(content: FileContent): RawBuildInfo | undefined {
  const { header, reader } = readFileHeader(content)
  const segments = readSegments(reader, header) ?? []
  for (const { start, end } of writableData(segments)) {
    const data = content.slice(start, Math.min(end, content.size))
    const segment = segments.find(
      ({ type, offset, fileSize }) => isLoaded(type) && start >= offset && start < offset + fileSize,
    )
    if (data === undefined || segment === undefined) continue
    const found = searchData(data, segment.address + start - segment.offset, new Memory(content, segments))
    if (found !== undefined) return found
  }
  return undefined
}

/** Searches the data that is loaded at `address` for a header whose strings can be read. */
function searchData(data: Uint8Array, address: number, memory: Memory): RawBuildInfo | undefined {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length)
  for (let at = bytes.indexOf(MAGIC); at !== -1; at = bytes.indexOf(MAGIC, at + 1)) {
    if ((address + at) % ALIGNMENT !== 0 || at + HEADER_BYTES > bytes.length) continue
    const inline = (bytes[at + 15]! & 2) !== 0
    const strings = inline
      ? inlineStrings(bytes, at + HEADER_BYTES)
      : pointedStrings(bytes.subarray(at, at + HEADER_BYTES), memory)
    if (strings === undefined || strings.version.length === 0 || strings.version.length > MAX_VERSION_BYTES) continue
    return { goVersion: strings.version.toString(), text: withoutFrame(strings.text) }
  }
  return undefined
}

interface Strings {
  readonly version: Buffer
  readonly text: Buffer
}

/** Since Go 1.18: two strings behind the header, each with its length before it. */
function inlineStrings(bytes: Buffer, at: number): Strings | undefined {
  const version = stringAt(bytes, at)
  const text = version === undefined ? undefined : stringAt(bytes, version.end)
  return version === undefined || text === undefined ? undefined : { version: version.bytes, text: text.bytes }
}

function stringAt(bytes: Buffer, at: number): { bytes: Buffer; end: number } | undefined {
  let length = 0
  for (let index = 0; index < MAX_VARINT_BYTES; index++) {
    const byte = bytes[at + index]
    if (byte === undefined) return undefined
    length += (byte & 0x7f) * 2 ** (7 * index)
    if (byte >= 0x80) continue
    const start = at + index + 1
    const end = start + length
    return end > bytes.length ? undefined : { bytes: bytes.subarray(start, end), end }
  }
  return undefined
}

/** Up to Go 1.17: the addresses of two variables of type string. */
function pointedStrings(header: Buffer, memory: Memory): Strings | undefined {
  const wordBytes = header[14]!
  if (wordBytes !== 4 && wordBytes !== 8) return undefined
  const bigEndian = (header[15]! & 1) !== 0
  const word = (bytes: Buffer, at: number): number => {
    if (wordBytes === 4) return bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)
    return Number(bigEndian ? bytes.readBigUInt64BE(at) : bytes.readBigUInt64LE(at))
  }
  const stringOf = (address: number): Buffer | undefined => {
    const variable = memory.read(address, 2 * wordBytes)
    return variable && memory.read(word(variable, 0), word(variable, wordBytes))
  }
  const version = stringOf(word(header, 16))
  if (version === undefined) return undefined
  return { version, text: stringOf(word(header, 16 + wordBytes)) ?? Buffer.alloc(0) }
}

function withoutFrame(text: Buffer): string {
  const framed = text.length > 2 * FRAME_BYTES && text[text.length - FRAME_BYTES - 1] === 0x0a
  return framed ? text.toString('utf8', FRAME_BYTES, text.length - FRAME_BYTES) : ''
}

/** The file's bytes by the addresses that they are loaded at. */
class Memory {
  readonly #content: FileContent
  readonly #loaded: readonly Segment[]

  constructor(content: FileContent, segments: readonly Segment[]) {
    this.#content = content
    this.#loaded = segments.filter(({ type }) => isLoaded(type))
  }

  /** Undefined where no segment loads all of it, and where it was not captured. */
  read(address: number, length: number): Buffer | undefined {
    const segment = this.#loaded.find(
      ({ address: start, fileSize }) => address >= start && address + length <= start + fileSize,
    )
    const at = segment === undefined ? -1 : address - segment.address + segment.offset
    const bytes = this.#content.slice(at, at + length)
    return bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  }
}

function isLoaded(type: number): boolean {
  return type === SegmentType.load
}
