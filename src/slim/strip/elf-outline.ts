import { type ElfReader, MalformedElfError } from '../../catalogers/elf/elf-reader.ts'
import {
  ElfType,
  type FileHeader,
  isElf,
  readFileHeader,
  readSegments,
  sectionBytes,
  segmentBytes,
} from '../../catalogers/elf/headers.ts'
import { FileContent } from '../../layer/file-content.ts'
import { endOfLoaded } from './loaded-bytes.ts'
import { type RandomAccess, readPart } from './random-access.ts'
import { readSectionHeaders, type SectionHeader } from './section-headers.ts'
import { UnstrippableError } from './unstrippable-error.ts'

/** gABI chapter 4, figure 4-9 and 4-11; SHF_INFO_LINK says that `info` is an index, too. */
export const SHT = { null: 0, symtab: 2, strtab: 3, rela: 4, nobits: 8, rel: 9, group: 17, symtabShndx: 18 } as const
export const SHF = { alloc: 0x2, infoLink: 0x40 } as const

/** From here on, section numbers mean other things (SHN_LORESERVE), and headers count elsewhere. */
const MOST_SECTIONS = 0xff00
const MOST_NAME_BYTES = 4 * 1024 * 1024

/** A section with its name. */
export interface Section extends SectionHeader {
  readonly name: string
}

/** Where everything stands in a program or shared library. */
export interface ElfOutline {
  readonly header: FileHeader
  /** The bytes of the ELF header. */
  readonly head: Uint8Array
  /** The bytes of the section header table. */
  readonly table: Uint8Array
  readonly sections: readonly Section[]
  /** Everything before belongs to the headers or to a segment, and stays as it is. */
  readonly loadedEnd: number
}

/**
 * Reads the outline of a program or shared library.
 * @throws {UnstrippableError} when it is none, has no sections, or contradicts itself.
 */
export async function readOutline(file: RandomAccess): Promise<ElfOutline> {
  try {
    return await outlineOf(file)
  } catch (error) {
    if (error instanceof MalformedElfError) throw new UnstrippableError(error.message, { cause: error })
    throw error
  }
}

async function outlineOf(file: RandomAccess): Promise<ElfOutline> {
  const start = await readPart(file, 0, Math.min(64, file.size))
  if (!isElf(start)) throw new UnstrippableError('it is no ELF file')
  const { header } = readFileHeader(new FileContent(file.size, [{ start: 0, bytes: start }]))
  const { type, machine, is64, sectionHeaders } = header
  if (type !== ElfType.executable && type !== ElfType.shared) {
    throw new UnstrippableError('it is neither a program nor a shared library')
  }
  // Guile's compiled modules: their own loader reads the debug sections.
  if (machine === 0) throw new UnstrippableError('it is for no machine')
  const { offset, count, nameIndex } = sectionHeaders
  if (offset === 0 || count === 0) throw new UnstrippableError('it has no sections')
  if (count >= MOST_SECTIONS || nameIndex === 0 || nameIndex >= count) {
    throw new UnstrippableError('its sections are numbered in a way that is not known here')
  }
  const head = start.subarray(0, is64 ? 64 : 52)
  const reading = { file, head: start }
  const segmentTable = {
    offset: header.programHeaders.offset,
    length: header.programHeaders.count * segmentBytes(is64),
  }
  const segments = readSegments(await readerOf(reading, segmentTable), header)!
  const loadedEnd = endOfLoaded(header, segments)
  if (loadedEnd > file.size) throw new UnstrippableError('its segments reach beyond its end')
  const table = await partOf(file, offset, count * sectionBytes(is64))
  const headers = readSectionHeaders(table, header)
  return { header, head, table, loadedEnd, sections: await withNames(headers, headers[nameIndex]!, reading) }
}

async function withNames(
  headers: readonly SectionHeader[],
  { type, offset, size }: SectionHeader,
  reading: { readonly file: RandomAccess; readonly head: Uint8Array },
): Promise<Section[]> {
  if (type !== SHT.strtab || size > MOST_NAME_BYTES) throw new UnstrippableError('its sections have no names')
  const reader = await readerOf(reading, { offset, length: size })
  const names = reader.bytes(offset, size, 'section name table')!
  return headers.map((header) => ({ ...header, name: reader.text(names, header.nameOffset, 'section name') }))
}

/** Reads numbers and strings in one part of the file. */
async function readerOf(
  { file, head }: { readonly file: RandomAccess; readonly head: Uint8Array },
  { offset, length }: { readonly offset: number; readonly length: number },
): Promise<ElfReader> {
  const bytes = await partOf(file, offset, length)
  const content = new FileContent(file.size, [
    { start: 0, bytes: head },
    { start: offset, bytes },
  ])
  return readFileHeader(content).reader
}

function partOf(file: RandomAccess, offset: number, length: number): Promise<Uint8Array> {
  if (offset + length > file.size) throw new UnstrippableError('its headers point beyond its end')
  return readPart(file, offset, offset + length)
}
