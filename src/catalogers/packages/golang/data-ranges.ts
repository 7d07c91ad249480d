import type { Selection } from '../../../layer/fact-reader.ts'
import { type ByteRange, FileContent } from '../../../layer/file-content.ts'
import { mergeRanges } from '../../../layer/merge-ranges.ts'
import type { ElfReader } from '../../elf/elf-reader.ts'
import {
  ElfType,
  type FileHeader,
  isElf,
  readFileHeader,
  readSections,
  readSegments,
  SectionFlag,
  type Segment,
  SegmentType,
} from '../../elf/headers.ts'

const MIB = 1024 * 1024
/** The smallest program with Go's runtime has 700 KiB; most of an image's shared libraries are smaller. */
const SMALLEST = 256 * 1024
/** Go's own linker puts the build information first among writable data, C's behind the `.data` of the program. */
const WRITABLE_DATA = 8 * MIB
/** Up to Go 1.17 the strings themselves lie in read-only data. */
const READ_ONLY_DATA = 16 * MIB
/** Size of `.go.buildinfo` as long as it held pointers only. */
const POINTERS_ONLY = 32

/** What to capture of an ELF file that may be a Go binary. @throws {MalformedElfError} */
export function selectGoBinary(size: number, head: Uint8Array): Selection | undefined {
  if (size < SMALLEST || !isElf(head)) return undefined
  const start = { start: 0, end: head.length }
  const { header, reader } = readFileHeader(new FileContent(size, [{ start: 0, bytes: head }]))
  if (header.type !== ElfType.executable && header.type !== ElfType.shared) return undefined
  const segments = readSegments(reader, header)
  if (segments === undefined) return undefined
  const writable = writableData(segments)
  if (writable.length === 0) return undefined
  const readOnly = hasGoNote(head) && mayHoldPointers(reader, header) ? readOnlyData(segments) : []
  return { ranges: mergeRanges([start, ...writable, ...readOnly], size) }
}

/** Where build information can stand: writable segments, without what is only written while the program is relocated. */
export function writableData(segments: readonly Segment[]): ByteRange[] {
  const loaded = segments.filter(
    ({ type, writable, executable }) => type === SegmentType.load && writable && !executable,
  )
  const relocated = segments.filter(({ type }) => type === SegmentType.relro)
  return upTo(
    WRITABLE_DATA,
    loaded.map(({ offset, fileSize }) => {
      const end = offset + fileSize
      const ends = relocated.map((relro) => relro.offset + relro.fileSize).filter((at) => at > offset && at <= end)
      return { start: Math.max(offset, ...ends), end }
    }),
  )
}

function readOnlyData(segments: readonly Segment[]): ByteRange[] {
  const loaded = segments.filter(
    ({ type, writable, executable }) => type === SegmentType.load && !writable && !executable,
  )
  return upTo(
    READ_ONLY_DATA,
    loaded.map(({ offset, fileSize }) => ({ start: offset, end: offset + fileSize })),
  )
}

function upTo(limit: number, ranges: readonly ByteRange[]): ByteRange[] {
  const taken: ByteRange[] = []
  for (const { start, end } of ranges) {
    const bytes = Math.min(end - start, limit)
    if (bytes > 0) taken.push({ start, end: start + bytes })
    limit -= Math.max(0, bytes)
  }
  return taken
}

/** Whether a note of the vendor "Go" stands in the head: the build id, which both linkers put there. */
export function hasGoNote(head: Uint8Array): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length)
  return bytes.includes('\x04\0\0\0Go\0\0', 0, 'latin1') || bytes.includes('\0\0\0\x04Go\0\0', 0, 'latin1')
}

/** False where the section headers, which Go's own linker puts into the head, show that the strings stand in line. */
function mayHoldPointers(reader: ElfReader, header: FileHeader): boolean {
  const table = readSections(reader, header)
  if (table === undefined || table.sections.length === 0) return true
  return table.sections.some(({ size, flags }) => size === POINTERS_ONLY && (flags & SectionFlag.writable) !== 0)
}
