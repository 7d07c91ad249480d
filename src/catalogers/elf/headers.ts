import type { FileContent } from '../../layer/file-content.ts'
import { type ElfFields, ElfReader, MalformedElfError } from './elf-reader.ts'

/** The ELF header: System V gABI chapter 4, "ELF Header". Sizes and offsets are in bytes. */
export interface FileHeader {
  readonly type: number
  readonly machine: number
  readonly littleEndian: boolean
  readonly is64: boolean
  readonly programHeaders: { readonly offset: number; readonly count: number }
  /** Count and name table as stated; both can be extended by the first section header. */
  readonly sectionHeaders: { readonly offset: number; readonly count: number; readonly nameIndex: number }
}

/** A segment: gABI chapter 5, "Program Header". */
export interface Segment {
  readonly type: number
  readonly executable: boolean
  readonly writable: boolean
  readonly offset: number
  readonly address: number
  readonly fileSize: number
}

/** A section: gABI chapter 4, "Sections". */
export interface Section {
  readonly nameOffset: number
  readonly type: number
  readonly flags: number
  readonly offset: number
  readonly size: number
}

export interface SectionTable {
  readonly sections: readonly Section[]
  /** Index of the section that holds the sections' names. */
  readonly nameIndex: number
}

export const ElfType = { executable: 2, shared: 3 } as const
export const SegmentType = { load: 1, dynamic: 2, interpreter: 3, note: 4, relro: 0x6474e552 } as const
export const SectionType = { none: 0, symbolTable: 2, note: 7, noBits: 8 } as const
export const SectionFlag = { writable: 1, executable: 4 } as const

const MAGIC = [0x7f, 0x45, 0x4c, 0x46]
const IDENT_BYTES = 20 // e_ident, e_type and e_machine stand at the same place in both classes
const EXTENDED_NAME_INDEX = 0xffff // SHN_XINDEX
const EXTENDED_SEGMENT_COUNT = 0xffff // PN_XNUM
const MAX_SECTIONS = 65536
const PF_X = 1
const PF_W = 2

/** Whether a file that begins so is an ELF file. */
export function isElf(head: Uint8Array): boolean {
  return head.length >= IDENT_BYTES && MAGIC.every((byte, index) => head[index] === byte)
}

/** Bytes of one program header. */
export function segmentBytes(is64: boolean): number {
  return is64 ? 56 : 32
}

/** Bytes of one section header. */
export function sectionBytes(is64: boolean): number {
  return is64 ? 64 : 40
}

/**
 * Reads the ELF header at the start of a file that `isElf`.
 * @throws {MalformedElfError} for a class or byte order that does not exist, and for a header that ends early.
 */
export function readFileHeader(content: FileContent): { header: FileHeader; reader: ElfReader } {
  const ident = content.slice(0, IDENT_BYTES)
  const [elfClass, order] = [ident?.[4], ident?.[5]]
  if (elfClass !== 1 && elfClass !== 2) throw new MalformedElfError(`its ELF class is ${elfClass}, not 1 or 2`)
  if (order !== 1 && order !== 2) throw new MalformedElfError(`its ELF byte order is ${order}, not 1 or 2`)
  const [is64, littleEndian] = [elfClass === 2, order === 1]
  const reader = new ElfReader(content, is64, littleEndian)
  const fields = reader.fields(0, is64 ? 64 : 52, 'header')
  if (fields === undefined) throw new MalformedElfError('its ELF header was not captured')
  const counts = is64 ? 54 : 42 // e_phentsize
  const header: FileHeader = {
    type: fields.u16(16),
    machine: fields.u16(18),
    littleEndian,
    is64,
    programHeaders: { offset: fields.word(is64 ? 32 : 28), count: fields.u16(counts + 2) },
    sectionHeaders: {
      offset: fields.word(is64 ? 40 : 32),
      count: fields.u16(counts + 6),
      nameIndex: fields.u16(counts + 8),
    },
  }
  expectEntrySize(fields.u16(counts), header.programHeaders.count, segmentBytes(is64), 'program header')
  expectEntrySize(fields.u16(counts + 4), header.sectionHeaders.count, sectionBytes(is64), 'section header')
  return { header, reader }
}

/** The segments; undefined where the program headers were not captured. @throws {MalformedElfError} */
export function readSegments(reader: ElfReader, header: FileHeader): readonly Segment[] | undefined {
  const { offset, count } = header.programHeaders
  if (count === EXTENDED_SEGMENT_COUNT) throw new MalformedElfError('its ELF header states more than 65534 segments')
  const entryBytes = segmentBytes(reader.is64)
  const table = reader.fields(offset, count * entryBytes, 'program header table')
  if (table === undefined) return undefined
  return Array.from({ length: count }, (_, index) => segmentAt(table, index * entryBytes, reader.is64))
}

function segmentAt(table: ElfFields, at: number, is64: boolean): Segment {
  const flags = table.u32(at + (is64 ? 4 : 24))
  return {
    type: table.u32(at),
    executable: (flags & PF_X) !== 0,
    writable: (flags & PF_W) !== 0,
    offset: table.word(at + (is64 ? 8 : 4)),
    address: table.word(at + (is64 ? 16 : 8)),
    fileSize: table.word(at + (is64 ? 32 : 16)),
  }
}

/**
 * The sections, none for a file without section headers; undefined where these were not captured.
 * @throws {MalformedElfError}
 */
export function readSections(reader: ElfReader, header: FileHeader): SectionTable | undefined {
  const extent = readSectionExtent(reader, header)
  if (extent === undefined) return undefined
  const { offset, count, nameIndex } = extent
  const entryBytes = sectionBytes(reader.is64)
  const table = reader.fields(offset, count * entryBytes, 'section header table')
  if (table === undefined) return undefined
  const sections = Array.from({ length: count }, (_, index) => sectionAt(table, index * entryBytes, reader.is64))
  return { sections, nameIndex }
}

/** The section that holds the names of all, as `SectionTable` has it, without reading the others. @throws {MalformedElfError} */
export function readNameSection(reader: ElfReader, header: FileHeader): Section | undefined {
  const extent = readSectionExtent(reader, header)
  if (extent === undefined || extent.nameIndex >= extent.count) return undefined
  const entryBytes = sectionBytes(reader.is64)
  const fields = reader.fields(extent.offset + extent.nameIndex * entryBytes, entryBytes, 'section header')
  return fields && sectionAt(fields, 0, reader.is64)
}

/** Undefined where the first section header, which can extend the file header's numbers, was not captured. */
function readSectionExtent(reader: ElfReader, header: FileHeader): FileHeader['sectionHeaders'] | undefined {
  const { offset } = header.sectionHeaders
  let { count, nameIndex } = header.sectionHeaders
  if (offset === 0) return { offset, count: 0, nameIndex: 0 }
  if (count === 0 || nameIndex === EXTENDED_NAME_INDEX) {
    const first = reader.fields(offset, sectionBytes(reader.is64), 'section header table')
    if (first === undefined) return undefined
    if (count === 0) count = first.word(reader.is64 ? 32 : 20) // sh_size
    if (nameIndex === EXTENDED_NAME_INDEX) nameIndex = first.u32(reader.is64 ? 40 : 24) // sh_link
  }
  if (count > MAX_SECTIONS) throw new MalformedElfError(`it states ${count} ELF sections, more than ${MAX_SECTIONS}`)
  return { offset, count, nameIndex }
}

function sectionAt(table: ElfFields, at: number, is64: boolean): Section {
  return {
    nameOffset: table.u32(at),
    type: table.u32(at + 4),
    flags: table.word(at + 8),
    offset: table.word(at + (is64 ? 24 : 16)),
    size: table.word(at + (is64 ? 32 : 20)),
  }
}

function expectEntrySize(stated: number, count: number, expected: number, what: string): void {
  if (count > 0 && stated !== expected) {
    throw new MalformedElfError(`its ELF ${what}s are stated to be ${stated} bytes each, not ${expected}`)
  }
}
