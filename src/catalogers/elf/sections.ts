import type { ElfReader } from './elf-reader.ts'
import {
  type FileHeader,
  readNameSection,
  readSections,
  type Section,
  SectionFlag,
  type SectionTable,
  SectionType,
} from './headers.ts'

/** What is stored for debuggers rather than for running. Sizes in bytes of the file; null for what was not captured. */
export interface DebuggingContent {
  /** Whether the symbol table (`.symtab`) is gone; also true of files without any section headers. */
  readonly stripped: boolean | null
  /** The symbol table and its names: `.symtab` and `.strtab`. */
  readonly symbolBytes: number | null
  /** `.debug_*` and their compressed forms. */
  readonly debugBytes: number | null
}

const MAX_NAME_TABLE = 4 * 1024 * 1024
const DEBUG = /^\.z?debug_/

/** Weighs the sections; `table` is undefined where the section headers were not captured. @throws {MalformedElfError} */
export function readDebuggingContent(reader: ElfReader, table: SectionTable | undefined): DebuggingContent {
  if (table === undefined) return { stripped: null, symbolBytes: null, debugBytes: null }
  const stripped = !table.sections.some(({ type }) => type === SectionType.symbolTable)
  const names = sectionNames(reader, table)
  if (names === undefined) return { stripped, symbolBytes: null, debugBytes: null }
  let [symbolBytes, debugBytes] = [0, 0]
  for (const { nameOffset, type, size, offset } of table.sections) {
    if (type === SectionType.noBits || type === SectionType.none) continue
    const name = reader.text(names, nameOffset, 'section name')
    if (name !== '.symtab' && name !== '.strtab' && !DEBUG.test(name)) continue
    reader.expectInside(offset, size, `section ${name}`)
    if (DEBUG.test(name)) debugBytes += size
    else symbolBytes += size
  }
  return { stripped, symbolBytes, debugBytes }
}

/** Whether the code itself is elsewhere: `objcopy --only-keep-debug` makes such files. */
export function isDetachedDebugging({ sections }: SectionTable): boolean {
  const code = sections.filter(({ flags }) => (flags & SectionFlag.executable) !== 0)
  return code.length > 0 && code.every(({ type }) => type === SectionType.noBits)
}

/**
 * The content of the section of this name; undefined where there is none, and where it, or what leads there, was not captured.
 * Fast for files without it.
 * @throws {MalformedElfError}
 */
export function readSectionNamed(reader: ElfReader, header: FileHeader, name: string): Uint8Array | undefined {
  const nameSection = readNameSection(reader, header)
  const names = nameSection && nameTable(reader, nameSection)
  if (names === undefined) return undefined
  const at = Buffer.from(names.buffer, names.byteOffset, names.length).indexOf(`${name}\0`)
  const table = at === -1 ? undefined : readSections(reader, header)
  const section = table?.sections.find(({ nameOffset }) => nameOffset === at)
  return section && reader.bytes(section.offset, section.size, `section ${name}`)
}

function sectionNames(reader: ElfReader, { sections, nameIndex }: SectionTable): Uint8Array | undefined {
  const table = sections[nameIndex]
  if (table === undefined || table.type === SectionType.none) {
    return sections.length === 0 ? new Uint8Array() : undefined
  }
  return nameTable(reader, table)
}

function nameTable(reader: ElfReader, { offset, size }: Section): Uint8Array | undefined {
  return size > MAX_NAME_TABLE ? undefined : reader.bytes(offset, size, 'section name table')
}
