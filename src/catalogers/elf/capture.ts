import type { Selection } from '../../layer/fact-reader.ts'
import { type ByteRange, FileContent } from '../../layer/file-content.ts'
import { mergeRanges } from '../../layer/merge-ranges.ts'
import type { ElfReader } from './elf-reader.ts'
import {
  ElfType,
  type FileHeader,
  isElf,
  readFileHeader,
  readSections,
  readSegments,
  SegmentType,
  sectionBytes,
} from './headers.ts'

const MIB = 1024 * 1024
/** Files up to this size are captured whole: cheaper than several ranges, and blind to odd layouts. */
const WHOLE_FILE = MIB
/** Of larger files: the first segment, where linkers put the dynamic strings and the symbol versions before the code … */
const FIRST_SEGMENT = 8 * MIB
/** … small segments, because what edits binaries (patchelf) moves those strings into a segment of their own, … */
const SMALL_SEGMENT = MIB
const SMALL_SEGMENTS = 8 * MIB
/** … the surroundings of program headers that were moved away from the head (BOLT, patchelf) … */
const BEFORE_PROGRAM_HEADERS = 4 * MIB
const AFTER_PROGRAM_HEADERS = MIB
/** … the section headers, and what stands before them, for the sections' names. */
const BEFORE_SECTION_HEADERS = 4 * MIB
const SECTION_HEADERS = 4 * MIB
const SECTION_NAMES = MIB

/**
 * What to capture of a file of `size` bytes that begins with `head`, if it is an ELF program or library: a fraction of it,
 * and at most 26 MiB.
 */
export function selectElf(size: number, head: Uint8Array): Selection | undefined {
  if (!isElf(head)) return undefined
  const start = { start: 0, end: head.length }
  try {
    const { header, reader } = readFileHeader(new FileContent(size, [{ start: 0, bytes: head }]))
    if (header.type !== ElfType.executable && header.type !== ElfType.shared) return undefined
    if (size <= WHOLE_FILE) return { limit: WHOLE_FILE }
    return { ranges: mergeRanges([start, ...segmentRanges(header, reader), ...sectionRanges(header, reader)], size) }
  } catch {
    return { ranges: [start] } // enough for `parseElf` to meet the same error and to say it
  }
}

function segmentRanges(header: FileHeader, reader: ElfReader): ByteRange[] {
  const segments = readSegments(reader, header)
  if (segments === undefined) {
    const { offset } = header.programHeaders
    const moved = { start: Math.max(0, offset - BEFORE_PROGRAM_HEADERS), end: offset + AFTER_PROGRAM_HEADERS }
    return [{ start: 0, end: FIRST_SEGMENT }, moved]
  }
  const ranges: ByteRange[] = []
  let left = SMALL_SEGMENTS
  for (const { type, offset, fileSize } of segments) {
    if (type === SegmentType.load && offset === 0) ranges.push({ start: 0, end: Math.min(fileSize, FIRST_SEGMENT) })
    if (fileSize > Math.min(SMALL_SEGMENT, left)) continue
    ranges.push({ start: offset, end: offset + fileSize })
    left -= fileSize
  }
  return ranges
}

function sectionRanges(header: FileHeader, reader: ElfReader): ByteRange[] {
  const table = readSections(reader, header)
  if (table !== undefined) {
    // Go's linker puts the section headers into the head, and their names anywhere.
    const names = table.sections[table.nameIndex]
    return names === undefined ? [] : [{ start: names.offset, end: names.offset + Math.min(names.size, SECTION_NAMES) }]
  }
  const { offset, count } = header.sectionHeaders
  // No count says that the first section header holds it.
  const bytes = count === 0 ? SECTION_HEADERS : count * sectionBytes(header.is64)
  return [{ start: Math.max(0, offset - BEFORE_SECTION_HEADERS), end: offset + bytes }]
}
