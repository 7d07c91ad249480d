import { inflateSync } from 'node:zlib'
import { messageOf } from '../../../errors.ts'
import type { Selection } from '../../../layer/fact-reader.ts'
import { FileContent } from '../../../layer/file-content.ts'
import { mergeRanges } from '../../../layer/merge-ranges.ts'
import { ElfType, isElf, readFileHeader, readSegments, SegmentType, sectionBytes } from '../../elf/headers.ts'
import { readSectionNamed } from '../../elf/sections.ts'

const KIB = 1024
const MIB = 1024 * KIB
/** GNU's linker puts the list right behind what is loaded … */
const BEHIND_LOADED = 256 * KIB
/** … LLVM's before the symbol table, which stands before the section headers; the names in it are long. */
const BEFORE_SECTION_HEADERS = 16 * MIB
const HEADER_BYTES = 64
/** The limit of cargo-audit; a real list is a few KiB, and grows to six times its compressed size. */
const MAX_LIST_BYTES = 8 * MIB
const MAX_EXPANSION = 50

/**
 * What to capture of an ELF file for the list of its crates: some of what no segment loads, a few KiB where symbols were stripped.
 * @throws {MalformedElfError}
 */
export function selectDependencyList(size: number, head: Uint8Array): Selection | undefined {
  if (!isElf(head)) return undefined
  const { header, reader } = readFileHeader(new FileContent(size, [{ start: 0, bytes: head }]))
  if (header.type !== ElfType.executable && header.type !== ElfType.shared) return undefined
  const { offset, count } = header.sectionHeaders
  const segments = readSegments(reader, header)
  if (segments === undefined || count === 0) return undefined
  const loaded = segments.filter(({ type }) => type === SegmentType.load)
  const loadedEnd = Math.max(0, ...loaded.map((segment) => segment.offset + segment.fileSize))
  const ranges = [
    { start: 0, end: HEADER_BYTES },
    { start: loadedEnd, end: Math.min(loadedEnd + BEHIND_LOADED, offset) },
    { start: Math.max(loadedEnd, offset - BEFORE_SECTION_HEADERS), end: offset + count * sectionBytes(header.is64) },
  ]
  return { ranges: mergeRanges(ranges, size) }
}

/**
 * The JSON that `cargo auditable` puts into the section `.dep-v0`, compressed with zlib (its PARSING.md). Undefined for other
 * files, and where the place was not captured.
 * @throws {MalformedElfError}; {Error} when it does not decompress, or to more than it may.
 */
export function findDependencyList(content: FileContent): string | undefined {
  const { header, reader } = readFileHeader(content)
  const list = readSectionNamed(reader, header, '.dep-v0')
  if (list === undefined) return undefined
  const limit = Math.min(MAX_LIST_BYTES, KIB + list.length * MAX_EXPANSION)
  try {
    return inflateSync(list, { maxOutputLength: limit }).toString()
  } catch (error) {
    throw new Error(`its list of crates (.dep-v0) does not decompress: ${messageOf(error)}`, { cause: error })
  }
}
