import type { EntryHeader } from '../layer/entry.ts'
import type { FactReader, FactStream } from '../layer/fact-reader.ts'
import { FileContent } from '../layer/file-content.ts'
import { unlessMalformed } from './elf/elf-reader.ts'
import { ElfType, isElf, readFileHeader, readSegments, SegmentType } from './elf/headers.ts'
import { hasGoNote } from './packages/golang/data-ranges.ts'

/** What a program has in itself that other programs have in libraries. A type, not an interface, so that it counts as JSON. */
export type NamedPaths = { readonly names: readonly NamedPath[] }

/** `certificates`: where CA certificates are kept; `timezones`: where time zones are. */
type NamedPath = keyof typeof NEEDLES

/**
 * Parts of paths that speak for them: Go's crypto/x509 and Rust's openssl-probe have the places of CA certificates written out,
 * of which each has this one; time zones are in a directory of this name everywhere.
 */
const NEEDLES = { certificates: '/etc/ssl/', timezones: '/zoneinfo' } as const

/**
 * Which places programs name that have no library to do it for them: static ones, and those of Go. Of others their libraries
 * tell as much, and to look through every program would take long.
 */
export const namedPathsReader: FactReader<NamedPaths> = {
  name: 'named-paths',
  version: 1,

  select: (entry, head) => (isElf(head) && isSelfContained(entry, head) ? { stream: new NeedleStream() } : undefined),

  read: () => undefined,
}

function isSelfContained({ path, mode, size }: EntryHeader, head: Uint8Array): boolean {
  return (
    unlessMalformed(() => {
      const { header, reader } = readFileHeader(new FileContent(size, [{ start: 0, bytes: head }]))
      const isProgram =
        header.type === ElfType.executable ||
        (header.type === ElfType.shared && (mode & 0o111) !== 0 && !/\.so(?:\.|$)/.test(path))
      if (!isProgram) return false
      const segments = readSegments(reader, header)
      return hasGoNote(head) || (segments?.every(({ type }) => type !== SegmentType.interpreter) ?? false)
    }) ?? false
  )
}

/** Looks for the needles in content that comes in pieces. */
class NeedleStream implements FactStream<NamedPaths> {
  readonly #missing = new Map(Object.entries(NEEDLES) as [NamedPath, string][])
  readonly #found: NamedPath[] = []
  /** The end of the piece before, where a needle may begin. */
  #end = Buffer.alloc(0)

  push(bytes: Uint8Array): void {
    if (this.#missing.size === 0) return
    const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    const seam = Buffer.concat([this.#end, piece.subarray(0, OVERLAP)])
    for (const [name, needle] of this.#missing) {
      if (!seam.includes(needle, 0, 'latin1') && !piece.includes(needle, 0, 'latin1')) continue
      this.#missing.delete(name)
      this.#found.push(name)
    }
    const behind = piece.length < OVERLAP ? seam : piece
    this.#end = Buffer.from(behind.subarray(Math.max(0, behind.length - OVERLAP)))
  }

  end(): NamedPaths | undefined {
    return this.#found.length === 0 ? undefined : { names: this.#found.sort() }
  }
}

/** Bytes of a needle that may stand in the piece before. */
const OVERLAP = Math.max(...Object.values(NEEDLES).map((needle) => needle.length)) - 1
