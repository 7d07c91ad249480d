import type { FileContent } from '../../layer/file-content.ts'
import { builtInDirectories, LOADER_SONAME } from './built-in-directories.ts'
import { readDynamicSection } from './dynamic-section.ts'
import type { ElfReader } from './elf-reader.ts'
import {
  ElfType,
  type FileHeader,
  isElf,
  readFileHeader,
  readSections,
  readSegments,
  type SectionTable,
  SectionType,
  type Segment,
  SegmentType,
} from './headers.ts'
import { readInterpreter } from './interpreter.ts'
import { type NotesPlace, readBuildId } from './notes.ts'
import { isDetachedDebugging, readDebuggingContent } from './sections.ts'

/**
 * A program or shared library (ELF types ET_EXEC and ET_DYN). A field that is absent says that the file has no such thing;
 * null says that the place was not captured. Kept short: an image's cache holds thousands of these.
 */
export type ElfBinary = {
  readonly class: 32 | 64
  readonly byteOrder: 'little' | 'big'
  /** e_machine, as the gABI registers it: 62 for x86-64, 183 for AArch64. */
  readonly machine: number
  /** A program is started by the kernel, a library is loaded by a program; libraries that can also be run are libraries. */
  readonly kind: 'program' | 'library'
  /** Static: runs without a loader. Libraries are dynamic. */
  readonly linkage: 'dynamic' | 'static'
  /** PT_INTERP: the loader that the kernel starts in the program's place. */
  readonly interpreter?: string | null
  readonly soname?: string
  /** DT_NEEDED, in the order that the loader takes them. */
  readonly needed?: readonly string[] | null
  readonly rpath?: string
  readonly runpath?: string
  /** Symbol versions needed, for each library that shall have them. */
  readonly neededVersions?: Readonly<Record<string, readonly string[]>> | null
  /** Symbol versions that a library defines. */
  readonly definedVersions?: readonly string[] | null
  /** Those of the functions that dynamic-section.ts watches that it imports or defines. */
  readonly functions?: readonly string[]
  /** The directories that a loader of glibc looks into when nothing else is said. */
  readonly libraryDirectories?: readonly string[]
  readonly buildId?: string
  /** Whether the symbol table (`.symtab`) is gone. */
  readonly stripped: boolean | null
  /** Bytes of `.symtab` and `.strtab`. */
  readonly symbolBytes?: number | null
  /** Bytes of `.debug_*` sections, as stored. */
  readonly debugBytes?: number | null
}

/**
 * Reads a program or shared library. Undefined for other ELF files: relocatable objects (also kernel modules), core dumps,
 * and debugging content that was taken out of a binary.
 * @throws {MalformedElfError} for a header that contradicts itself or points outside the file.
 */
export function parseElf(content: FileContent): ElfBinary | undefined {
  const head = content.slice(0, Math.min(content.size, 64))
  if (head === undefined || !isElf(head)) return undefined
  const { header, reader } = readFileHeader(content)
  if (header.type !== ElfType.executable && header.type !== ElfType.shared) return undefined
  const sections = readSections(reader, header)
  if (sections !== undefined && isDetachedDebugging(sections)) return undefined
  const segments = readSegments(reader, header)
  const debugging = readDebuggingContent(reader, sections)
  const linking = segments === undefined ? uncaptured(header) : readLinking(reader, header, segments)
  return {
    class: header.is64 ? 64 : 32,
    byteOrder: header.littleEndian ? 'little' : 'big',
    machine: header.machine,
    ...linking,
    libraryDirectories: linking.soname && LOADER_SONAME.test(linking.soname) ? builtInDirectories(content) : undefined,
    buildId: readBuildId(reader, notePlaces(segments, sections)) ?? undefined,
    stripped: debugging.stripped,
    symbolBytes: unlessZero(debugging.symbolBytes),
    debugBytes: unlessZero(debugging.debugBytes),
  }
}

type Linking = Omit<
  ElfBinary,
  'class' | 'byteOrder' | 'machine' | 'libraryDirectories' | 'buildId' | 'stripped' | 'symbolBytes' | 'debugBytes'
>

function readLinking(reader: ElfReader, header: FileHeader, segments: readonly Segment[]): Linking {
  const interpreter = readInterpreter(reader, segments)
  const segment = segments.find(({ type }) => type === SegmentType.dynamic)
  const dynamic = segment === undefined ? null : readDynamicSection(reader, segments, segment)
  if (dynamic === undefined) return uncaptured(header, interpreter)
  if (dynamic === null) {
    // Programs that were packed (UPX) have type ET_DYN without a dynamic section.
    return { kind: 'program', linkage: interpreter === undefined ? 'static' : 'dynamic', interpreter }
  }
  // Also libc.so.6 has an interpreter, so that it can print its version; its SONAME tells it from a program.
  const program =
    header.type === ElfType.executable || dynamic.program || (interpreter !== undefined && dynamic.soname === null)
  const needsLoader = interpreter !== undefined || dynamic.needed === null || dynamic.needed.length > 0
  return {
    kind: program ? 'program' : 'library',
    linkage: program && !needsLoader ? 'static' : 'dynamic',
    interpreter,
    soname: dynamic.soname ?? undefined,
    needed: unlessEmpty(dynamic.needed),
    rpath: dynamic.rpath ?? undefined,
    runpath: dynamic.runpath ?? undefined,
    neededVersions: dynamic.neededVersions === null ? null : unlessNoKeys(dynamic.neededVersions),
    definedVersions: program ? undefined : unlessEmpty(dynamic.definedVersions),
    functions: dynamic.functions.length === 0 ? undefined : dynamic.functions,
  }
}

/** What can be said when the place that tells more was not captured. */
function uncaptured(header: FileHeader, interpreter?: string | null): Linking {
  return {
    kind: header.type === ElfType.executable || interpreter !== undefined ? 'program' : 'library',
    linkage: 'dynamic',
    interpreter,
    needed: null,
    neededVersions: null,
    definedVersions: null,
  }
}

/** Go's build id stands in a note that only the section headers know. */
function notePlaces(segments: readonly Segment[] = [], table?: SectionTable): NotesPlace[] {
  return [
    ...segments
      .filter(({ type }) => type === SegmentType.note)
      .map(({ offset, fileSize }) => ({ offset, size: fileSize })),
    ...(table?.sections.filter(({ type }) => type === SectionType.note) ?? []),
  ]
}

function unlessZero(bytes: number | null): number | null | undefined {
  return bytes === 0 ? undefined : bytes
}

function unlessEmpty(list: readonly string[] | null): readonly string[] | null | undefined {
  return list?.length === 0 ? undefined : list
}

function unlessNoKeys<T extends object>(record: T): T | undefined {
  return Object.keys(record).length === 0 ? undefined : record
}
