import { ElfFields } from '../../catalogers/elf/elf-reader.ts'
import { sectionBytes } from '../../catalogers/elf/headers.ts'

/** As much of a section header as stripping looks at: System V gABI chapter 4, "Sections". */
export interface SectionHeader {
  /** In the section header table. */
  readonly index: number
  /** Where its name begins in the section of names. */
  readonly nameOffset: number
  readonly type: number
  readonly flags: number
  readonly offset: number
  /** In bytes. */
  readonly size: number
  /** Index of a section that belongs to this one: a symbol table's strings. */
  readonly link: number
  readonly info: number
  readonly alignment: number
}

/** What of a section header is written anew. */
export type SectionHeaderChanges = Partial<
  Pick<SectionHeader, 'nameOffset' | 'offset' | 'size' | 'link' | 'info' | 'alignment'>
>

/** The numbers of a section header, which has the same fields in both classes at other places. */
const FIELDS_64 = { flags: 8, offset: 24, size: 32, link: 40, info: 44, alignment: 48 } as const
const FIELDS_32 = { flags: 8, offset: 16, size: 20, link: 24, info: 28, alignment: 32 } as const

/** How numbers stand in an ELF file. */
export interface ElfEncoding {
  readonly is64: boolean
  readonly littleEndian: boolean
}

/** Reads a section header table. */
export function readSectionHeaders(table: Uint8Array, { is64, littleEndian }: ElfEncoding): SectionHeader[] {
  const fields = new ElfFields(table, is64, littleEndian)
  const places = is64 ? FIELDS_64 : FIELDS_32
  const length = sectionBytes(is64)
  return Array.from({ length: Math.floor(table.length / length) }, (_, index) => {
    const at = index * length
    return {
      index,
      nameOffset: fields.u32(at),
      type: fields.u32(at + 4),
      flags: fields.word(at + places.flags),
      offset: fields.word(at + places.offset),
      size: fields.word(at + places.size),
      link: fields.u32(at + places.link),
      info: fields.u32(at + places.info),
      alignment: fields.word(at + places.alignment),
    }
  })
}

/** Writes changes into the bytes of one section header. */
export function changeSectionHeader(
  header: Uint8Array,
  { nameOffset, link, info, ...words }: SectionHeaderChanges,
  encoding: ElfEncoding,
): void {
  const { is64, littleEndian } = encoding
  const places = is64 ? FIELDS_64 : FIELDS_32
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength)
  if (nameOffset !== undefined) view.setUint32(0, nameOffset, littleEndian)
  if (link !== undefined) view.setUint32(places.link, link, littleEndian)
  if (info !== undefined) view.setUint32(places.info, info, littleEndian)
  for (const field of ['offset', 'size', 'alignment'] as const) {
    const value = words[field]
    if (value !== undefined) setWord(view, places[field], value, encoding)
  }
}

/** Writes an address, offset or size: 4 or 8 bytes, by the file's class. */
export function setWord(view: DataView, at: number, value: number, { is64, littleEndian }: ElfEncoding): void {
  if (is64) view.setBigUint64(at, BigInt(value), littleEndian)
  else view.setUint32(at, value, littleEndian)
}
