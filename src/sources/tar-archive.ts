import { BrokenImageError, LimitError, NotFoundError } from '../errors.ts'
import { LIMITS, type Limits } from '../limits.ts'
import { checkDocumentSize, readDocument } from '../oci/document.ts'
import { joinPath, normalisePath, parentOf } from '../rootfs/path.ts'
import { ArchiveCursor } from './archive-cursor.ts'
import { type ArchiveSource, fileSource } from './archive-source.ts'
import { openFile } from './file-bytes.ts'
import { inspectTarFile, type TarFile, type TarMember, tarMembers } from './tar-members.ts'

/** Links in an archive lead to a file in one step; more than a few are a loop. */
const MAX_LINKS = 8
/** Documents of a sequential archive kept from the first pass, together; those beyond are read again. */
export const MAX_CAPTURED_BYTES = 32 * 1024 * 1024

/** A regular file of an archive. */
export interface ArchivedFile {
  /** Where the content begins in the uncompressed archive. */
  readonly offset: number
  readonly size: number
  readonly content?: Uint8Array
}

/**
 * A tar, of a file or a stream that can be had again, whose members are read where they are: nothing is unpacked, and names are only keys of
 * a map, never paths on disk. Of a name given twice the later member counts, as if it were unpacked.
 */
export class TarArchive {
  readonly #source: ArchiveSource
  readonly #limits: Limits
  readonly #members: ReadonlyMap<string, TarMember>
  /** A cursor that finished its member and may serve one further on. */
  #parked: ArchiveCursor | undefined
  #closed = false

  /** @param members those of the archive, by their paths */
  constructor(source: ArchiveSource, limits: Limits, members: ReadonlyMap<string, TarMember>) {
    this.#source = source
    this.#limits = limits
    this.#members = members
  }

  /**
   * Opens an archive and lists its members, which reads a compressed one once from end to end.
   * @throws {UnavailableError} when it is not there or no tar; {BrokenImageError} when it is malformed.
   */
  static async open(path: string, limits: Limits, signal?: AbortSignal): Promise<TarArchive> {
    const handle = await openFile(path, `The file ${path}`)
    try {
      const file = await inspectTarFile(handle, `The file ${path}`)
      return new TarArchive(fileSource(file, limits), limits, await listMembers(file, limits, signal))
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  /** Whether it can only be read from its beginning. */
  get isSequential(): boolean {
    return this.#source.range === null
  }

  has(name: string): boolean {
    return this.#members.has(normalisePath(name).path)
  }

  /**
   * Finds a regular file, through links inside the archive; undefined where there is none.
   * @throws {BrokenImageError} when links lead in a circle.
   */
  find(name: string): ArchivedFile | undefined {
    let { path } = normalisePath(name)
    for (let links = 0; links <= MAX_LINKS; links++) {
      const member = this.#members.get(path)
      if (member === undefined) return undefined
      const { type, size, linkTarget } = member.header
      if (type === 'file') return { offset: member.offset, size, content: member.content }
      if (linkTarget === null) return undefined
      path = type === 'hardlink' ? linkTarget : joinPath(parentOf(path), linkTarget)
    }
    throw new BrokenImageError(`${this.#source.what} is broken: the links at ${JSON.stringify(name)} lead in a circle.`)
  }

  /**
   * As `find`, for a file that must be there.
   * @throws {NotFoundError} when it is not.
   */
  get(name: string): ArchivedFile {
    const found = this.find(name)
    if (found !== undefined) return found
    throw new NotFoundError(`${this.#source.what} is incomplete: ${JSON.stringify(name)} is not in it.`)
  }

  /**
   * Reads a document whole.
   * @throws {NotFoundError} when it is not there; {LimitError} when it is larger than `maxManifestBytes`.
   */
  async readDocument(name: string, signal?: AbortSignal): Promise<Uint8Array> {
    const file = this.get(name)
    const what = `${JSON.stringify(name)} in ${this.#source.what.replace(/^The/, 'the')}`
    checkDocumentSize(file.size, this.#limits.maxManifestBytes, what)
    return readDocument(this.stream(file, signal), this.#limits.maxManifestBytes, what)
  }

  /** Streams a file's content; each piece is the receiver's own. */
  async *stream({ offset, size, content }: ArchivedFile, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    if (content !== undefined) yield new Uint8Array(content)
    else if (this.#source.range === null) yield* this.#readOn(offset, offset + size, signal)
    else yield* this.#source.range(offset, offset + size, signal)
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#parked?.close()
    await this.#source.close()
  }

  async *#readOn(start: number, end: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    const cursor = this.#cursorFor(start)
    let failed = false
    try {
      yield* cursor.read(start, end, signal)
    } catch (error) {
      failed = true
      throw error
    } finally {
      if (failed || this.#closed) await cursor.close()
      else await this.#park(cursor)
    }
  }

  /** The cursor that waits, if it is not past `start`; a reader that comes while another reads has one of its own. */
  #cursorFor(start: number): ArchiveCursor {
    const parked = this.#parked
    if (parked === undefined || parked.position > start) return new ArchiveCursor(this.#source)
    this.#parked = undefined
    return parked
  }

  async #park(cursor: ArchiveCursor): Promise<void> {
    const previous = this.#parked
    this.#parked = cursor
    await previous?.close()
  }
}

async function listMembers(file: TarFile, limits: Limits, signal?: AbortSignal): Promise<Map<string, TarMember>> {
  const members = new Map<string, TarMember>()
  let captured = 0
  const documents = tarMembers(
    file,
    limits,
    ({ size }) => size <= limits.maxManifestBytes && captured + size <= MAX_CAPTURED_BYTES,
    signal,
  )
  for await (const { header, offset, content } of documents) {
    const isKept = content !== undefined && looksLikeJson(content)
    if (isKept) captured += content.length
    members.set(header.path, isKept ? { header, offset, content } : { header, offset })
    if (members.size > limits.maxArchiveMembers) {
      throw new LimitError(
        `${file.what} holds more than ${limits.maxArchiveMembers} files`,
        LIMITS.maxArchiveMembers.flag,
      )
    }
  }
  return members
}

/** Manifests and configs are JSON, layers are not. */
export function looksLikeJson(bytes: Uint8Array): boolean {
  const first = bytes.find((byte) => byte > 0x20)
  return first === 0x7b || first === 0x5b
}
