import { type ElfReader, MalformedElfError } from './elf-reader.ts'
import { type Segment, SegmentType } from './headers.ts'
import { readDefinedVersions, readNeededVersions, type VersionTable } from './symbol-versions.ts'

/** What the dynamic section says (gABI chapter 5, "Dynamic Section"). Null stands for what was not captured. */
export interface DynamicSection {
  readonly needed: readonly string[] | null
  readonly soname: string | null
  readonly rpath: string | null
  readonly runpath: string | null
  readonly neededVersions: Readonly<Record<string, readonly string[]>> | null
  readonly definedVersions: readonly string[] | null
  /** Those of `WATCHED_FUNCTIONS` that it imports or defines. */
  readonly functions: readonly string[]
  /** The linker marked it as a program: `DF_1_PIE`, or `DT_DEBUG`, which only programs get. */
  readonly program: boolean
}

const Tag = {
  null: 0,
  needed: 1,
  stringTable: 5,
  stringTableSize: 10,
  soname: 14,
  rpath: 15,
  debug: 21,
  runpath: 29,
  flags1: 0x6ffffffb,
  definedVersions: 0x6ffffffc,
  definedVersionCount: 0x6ffffffd,
  neededVersions: 0x6ffffffe,
  neededVersionCount: 0x6fffffff,
} as const

const PIE = 0x08000000 // DF_1_PIE
const MAX_ENTRIES = 65536
const MAX_STRING_TABLE = 256 * 1024 * 1024

/** Reads the segment PT_DYNAMIC; undefined where it was not captured. @throws {MalformedElfError} */
export function readDynamicSection(
  reader: ElfReader,
  segments: readonly Segment[],
  dynamic: Segment,
): DynamicSection | undefined {
  const tags = readTags(reader, dynamic)
  if (tags === undefined) return undefined
  const strings = stringTable(reader, segments, tags)
  const text = (tag: number): string | null => {
    const offset = tags.single.get(tag)
    return offset === undefined || strings === undefined ? null : reader.text(strings, offset, 'dynamic section')
  }
  const needs = versionTable(segments, tags, Tag.neededVersions, Tag.neededVersionCount)
  const defines = versionTable(segments, tags, Tag.definedVersions, Tag.definedVersionCount)
  return {
    needed: strings === undefined ? null : tags.needed.map((offset) => reader.text(strings, offset, 'DT_NEEDED')),
    soname: text(Tag.soname),
    rpath: text(Tag.rpath),
    runpath: text(Tag.runpath),
    neededVersions:
      strings === undefined ? null : needs === null ? {} : (readNeededVersions(reader, strings, needs) ?? null),
    definedVersions:
      strings === undefined ? null : defines === null ? [] : (readDefinedVersions(reader, strings, defines) ?? null),
    functions: strings === undefined ? [] : WATCHED_FUNCTIONS.filter((name) => namesFunction(strings, name)),
    program: tags.single.has(Tag.debug) || ((tags.single.get(Tag.flags1) ?? 0) & PIE) !== 0,
  }
}

/**
 * Functions that say what a program looks for only when it runs: libraries that it opens, converters of character sets, and
 * names of hosts and users.
 */
const WATCHED_FUNCTIONS = ['dlopen', 'iconv_open', 'getaddrinfo', 'getpwnam'] as const

/** Whether a symbol has this name, or ends with it: linkers let names share their ends. */
function namesFunction(strings: Uint8Array, name: string): boolean {
  return Buffer.from(strings.buffer, strings.byteOffset, strings.length).includes(`${name}\0`, 0, 'latin1')
}

interface Tags {
  readonly needed: readonly number[]
  readonly single: ReadonlyMap<number, number>
}

function readTags(reader: ElfReader, dynamic: Segment): Tags | undefined {
  const entryBytes = reader.is64 ? 16 : 8
  const count = Math.floor(dynamic.fileSize / entryBytes)
  if (count > MAX_ENTRIES) throw new MalformedElfError(`its ELF dynamic section states ${count} entries`)
  const table = reader.fields(dynamic.offset, count * entryBytes, 'dynamic section')
  if (table === undefined) return undefined
  const needed: number[] = []
  const single = new Map<number, number>()
  for (let at = 0; at < table.length; at += entryBytes) {
    const tag = table.word(at)
    const value = table.word(at + entryBytes / 2)
    if (tag === Tag.null) break
    if (tag === Tag.needed) needed.push(value)
    else single.set(tag, value)
  }
  return { needed, single }
}

/** The dynamic string table: empty without one, undefined where it was not captured. */
function stringTable(reader: ElfReader, segments: readonly Segment[], tags: Tags): Uint8Array | undefined {
  const address = tags.single.get(Tag.stringTable)
  const size = tags.single.get(Tag.stringTableSize)
  if (address === undefined || size === undefined) return new Uint8Array()
  if (size > MAX_STRING_TABLE) throw new MalformedElfError(`its ELF string table is stated to have ${size} bytes`)
  return reader.bytes(offsetOf(segments, address), size, 'string table')
}

function versionTable(
  segments: readonly Segment[],
  tags: Tags,
  addressTag: number,
  countTag: number,
): VersionTable | null {
  const address = tags.single.get(addressTag)
  const count = tags.single.get(countTag)
  return address === undefined || count === undefined ? null : { offset: offsetOf(segments, address), count }
}

/** Where in the file the byte stands that is loaded at this address. @throws {MalformedElfError} when it is in no segment. */
function offsetOf(segments: readonly Segment[], address: number): number {
  for (const { type, address: start, fileSize, offset } of segments) {
    if (type === SegmentType.load && address >= start && address < start + fileSize) return address - start + offset
  }
  throw new MalformedElfError(
    `its ELF dynamic section points to address 0x${address.toString(16)}, which no segment loads`,
  )
}
