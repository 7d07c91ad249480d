import { type BigIntStats, constants } from 'node:fs'
import { type FileHandle, lstat, open, readdir, readlink, realpath, stat } from 'node:fs/promises'
import { InterruptedError } from '../errors.ts'
import type { EntryHeader, EntryType } from '../layer/entry.ts'
import { decodeName } from '../layer/tar/text.ts'
import { END_OF_ARCHIVE, paddingOf, tarHeader } from '../layer/tar/writer.ts'
import { displayPath } from '../rootfs/path.ts'
import { readRange, unreadable } from './file-bytes.ts'
import { gathered } from './gathered.ts'

/** Zeros that stand for what a file lost come in pieces of this size. */
const PIECE_BYTES = 256 * 1024

/**
 * What of a tree goes into its tar: the entries that stand for one of its files, of which the first has the content if it is a
 * file's. None leaves it out, but not what is below it.
 */
export type EntriesOf = (header: EntryHeader, stats: BigIntStats) => Promise<readonly EntryHeader[]>

/**
 * Streams a directory as a tar: sorted by name, so that the same tree gives the same bytes, and with times in whole seconds,
 * as Docker's layers have them. Symlinks are never followed. Left out are sockets, which tar does not know, what vanishes
 * meanwhile, and, as `docker export` does, what is mounted inside. Node.js cannot read extended attributes: there are none but
 * those that `entriesOf` adds.
 * @param entriesOf what stands for a file; the file itself unless given
 * @throws {UnavailableError} when something may not be read; {InterruptedError} when the signal fires.
 */
export async function* directoryTar(
  root: string,
  signal?: AbortSignal,
  entriesOf: EntriesOf = async (header) => [header],
): AsyncGenerator<Uint8Array> {
  yield* gathered(new DirectoryWalk(root, signal, entriesOf).pieces())
}

/** A file of the tree: where it is on disk, and its path in the image as bytes. */
interface Place {
  /** Bytes, because names need not be text. */
  readonly onDisk: Buffer
  readonly inImage: Buffer
}

class DirectoryWalk {
  readonly #root: string
  readonly #signal: AbortSignal | undefined
  readonly #entriesOf: EntriesOf
  /** The first path of each file that has several names, by device and inode. */
  readonly #linked = new Map<string, string>()

  constructor(root: string, signal: AbortSignal | undefined, entriesOf: EntriesOf) {
    this.#root = root
    this.#signal = signal
    this.#entriesOf = entriesOf
  }

  /** The tar's headers and contents, and its end. */
  async *pieces(): AsyncGenerator<Uint8Array> {
    const root = await stat(this.#root, { bigint: true }).catch((error: unknown) => {
      throw unreadable(error, this.#root)
    })
    // The root itself may be named by a symlink; nothing below it is followed.
    const ahead: Place[] = [{ onDisk: Buffer.from(await realpath(this.#root)), inImage: Buffer.alloc(0) }]
    for (let place = ahead.pop(); place !== undefined; place = ahead.pop()) {
      if (this.#signal?.aborted) throw new InterruptedError(undefined, { cause: this.#signal.reason })
      const stats = await this.#unlessGone(place, lstat(place.onDisk, { bigint: true }))
      if (stats === undefined) continue
      if (stats.isFile()) yield* this.#file(place, stats)
      else yield* await this.#special(place, stats)
      if (!stats.isDirectory() || stats.dev !== root.dev) continue
      for (const child of await this.#children(place)) ahead.push(child)
    }
    yield END_OF_ARCHIVE
  }

  /** What a directory holds, last name first: the stack of places turns it round. */
  async #children({ onDisk, inImage }: Place): Promise<Place[]> {
    const names = (await this.#unlessGone({ onDisk, inImage }, readdir(onDisk, { encoding: 'buffer' }))) ?? []
    const slash = Buffer.from('/')
    return names
      .sort((a, b) => Buffer.compare(b, a))
      .map((name) => ({
        onDisk: Buffer.concat([onDisk, slash, name]),
        inImage: Buffer.concat([inImage, slash, name]),
      }))
  }

  async *#file(place: Place, stats: BigIntStats): AsyncGenerator<Uint8Array> {
    const path = decodeName(place.inImage)
    const inode = `${stats.dev}:${stats.ino}`
    const first = stats.nlink > 1n ? this.#linked.get(inode) : undefined
    if (first !== undefined) {
      yield tarHeader(headerOf(path, 'hardlink', stats, { linkTarget: first }))
      return
    }
    // Should a symlink or a pipe have taken the file's place, it is neither followed nor waited for.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
    const file = await this.#unlessGone(place, open(place.onDisk, flags))
    if (file === undefined) return
    try {
      const opened = await file.stat({ bigint: true })
      if (!opened.isFile()) return
      const size = Number(opened.size)
      const [header, ...more] = await this.#entriesOf(headerOf(path, 'file', opened, { size }), opened)
      if (header === undefined) return
      if (stats.nlink > 1n) this.#linked.set(inode, path)
      yield tarHeader(header)
      if (header.type === 'file') {
        yield* exactly(file, size, displayPath(path), this.#signal)
        yield paddingOf(size)
      }
      yield* more.map(tarHeader)
    } finally {
      await file.close()
    }
  }

  /** The header of what has no content; none for what tar cannot hold. */
  async #special(place: Place, stats: BigIntStats): Promise<Uint8Array[]> {
    const type = typeOf(stats)
    if (type === undefined) return []
    const path = decodeName(place.inImage) || '/'
    const target =
      type === 'symlink' ? await this.#unlessGone(place, readlink(place.onDisk, { encoding: 'buffer' })) : null
    if (target === undefined) return []
    const own = target === null ? {} : { linkTarget: decodeName(target) }
    return (await this.#entriesOf(headerOf(path, type, stats, own), stats)).map(tarHeader)
  }

  /** The result, or undefined where the file is not there any more. */
  async #unlessGone<T>(place: Place, result: Promise<T>): Promise<T | undefined> {
    try {
      return await result
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      // ELOOP and ENXIO: something else took the file's place
      if (code === 'ENOENT' || code === 'ELOOP' || code === 'ENXIO') return undefined
      throw unreadable(error, displayPath(decodeName(place.onDisk)))
    }
  }
}

/** Streams exactly `size` bytes: a file that grows is cut and one that shrinks filled with zeros, as GNU tar does. */
async function* exactly(
  file: FileHandle,
  size: number,
  what: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  let left = size
  for await (const piece of readRange(file, 0, size, what, signal)) {
    left -= piece.length
    yield piece
  }
  for (; left > 0; left -= Math.min(left, PIECE_BYTES)) yield new Uint8Array(Math.min(left, PIECE_BYTES))
}

function typeOf(stats: BigIntStats): EntryType | undefined {
  if (stats.isDirectory()) return 'directory'
  if (stats.isSymbolicLink()) return 'symlink'
  if (stats.isCharacterDevice()) return 'character-device'
  if (stats.isBlockDevice()) return 'block-device'
  return stats.isFIFO() ? 'fifo' : undefined
}

function headerOf(
  path: string,
  type: EntryType,
  stats: BigIntStats,
  own: { readonly size?: number; readonly linkTarget?: string },
): EntryHeader {
  return {
    path,
    type,
    mode: Number(stats.mode & 0o7777n),
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    size: own.size ?? 0,
    mtime: Math.floor(Number(stats.mtimeNs) / 1e9),
    linkTarget: own.linkTarget ?? null,
    xattrs: null,
    device: type === 'character-device' || type === 'block-device' ? deviceOf(stats.rdev) : null,
  }
}

/** Takes a device number apart as the C library's major() and minor() do; macOS has a layout of its own. */
function deviceOf(rdev: bigint): { major: number; minor: number } {
  if (process.platform === 'darwin') return { major: Number((rdev >> 24n) & 0xffn), minor: Number(rdev & 0xffffffn) }
  const major = ((rdev >> 8n) & 0xfffn) | ((rdev >> 32n) & 0xfffff000n)
  const minor = (rdev & 0xffn) | ((rdev >> 12n) & 0xffffff00n)
  return { major: Number(major), minor: Number(minor) }
}
