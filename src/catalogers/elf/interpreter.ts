import type { FileContent } from '../../layer/file-content.ts'
import type { ElfReader } from './elf-reader.ts'
import { readFileHeader, readSegments, type Segment, SegmentType } from './headers.ts'

const MAX_INTERPRETER = 4096 // PATH_MAX, as the kernel holds it

/**
 * PT_INTERP, the loader that the kernel starts in a program's place: undefined without one, null where it was not captured.
 * @throws {MalformedElfError}
 */
export function readInterpreter(reader: ElfReader, segments: readonly Segment[]): string | null | undefined {
  const segment = segments.find(({ type }) => type === SegmentType.interpreter)
  if (segment === undefined) return undefined
  reader.expectInside(segment.offset, segment.fileSize, 'interpreter')
  const path = reader.bytes(segment.offset, Math.min(segment.fileSize, MAX_INTERPRETER), 'interpreter')
  return path === undefined ? null : reader.text(path, 0, 'interpreter')
}

/** The interpreter of a file that `isElf`; undefined without one and where it was not captured. @throws {MalformedElfError} */
export function interpreterOf(content: FileContent): string | undefined {
  const { header, reader } = readFileHeader(content)
  return readInterpreter(reader, readSegments(reader, header) ?? []) ?? undefined
}
