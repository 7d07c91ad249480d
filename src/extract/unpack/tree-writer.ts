import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  ftruncateSync,
  futimesSync,
  lchownSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  openSync,
  symlinkSync,
  writeSync,
} from 'node:fs'
import { BrokenImageError, messageOf, UnavailableError } from '../../errors.ts'
import { encodeName } from '../../layer/tar/text.ts'
import { displayPath } from '../../rootfs/path.ts'
import type { TreeNode } from '../../rootfs/tree.ts'

const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
const SETUID_AND_SETGID = 0o6000
/** The largest id: the one above means "leave it as it is" to chown(2). */
const MAX_ID = 2 ** 32 - 2
const ZEROS = Buffer.alloc(1024 * 1024)

type Named = Pick<TreeNode, 'path'>

/** What of a tree's paths says how they are to be. */
type Attributes = Pick<TreeNode, 'path' | 'mode' | 'uid' | 'gid' | 'mtime'>

/**
 * Makes the paths of a tree in a directory that nobody else may enter. Everything is made where nothing is, so that nothing
 * is followed or written over, and each path's directories were made by this writer, because the tree says that they are
 * directories: no name leads out. Synchronous, because small files cost two and a half times as much through the thread pool.
 */
export class TreeWriter {
  readonly #root: string
  readonly #asRoot: boolean
  #path = '/'
  #file = -1
  #position = 0

  /** @param asRoot whether owners can be given away; otherwise set-uid and set-gid bits are left out with them */
  constructor(root: string, asRoot: boolean) {
    this.#root = root
    this.#asRoot = asRoot
  }

  /** Where a path of the tree stands on disk: as bytes, because names need not be UTF-8. */
  place(path: string): string | Buffer {
    this.#path = path
    return path.isWellFormed() ? this.#root + path : Buffer.concat([Buffer.from(this.#root), encodeName(path)])
  }

  /** Makes a directory that is open to nobody else until `setAttributes`. */
  directory({ path }: Named): void {
    mkdirSync(this.place(path), 0o700)
  }

  /** Begins a regular file; `write` and `closeFile` go on. */
  openFile({ path }: Named): void {
    this.#file = openSync(this.place(path), CREATE, 0o600)
    this.#position = 0
  }

  write(bytes: Uint8Array): void {
    const start = this.#position
    this.#position += bytes.length
    if (isZeros(bytes)) return // stays a hole
    for (let at = 0; at < bytes.length; ) {
      at += writeSync(this.#file, bytes, at, bytes.length - at, start + at)
    }
  }

  /** Completes the file, its attributes included. */
  closeFile(node: Attributes): void {
    const { uid, gid } = this.#owner(node)
    ftruncateSync(this.#file, this.#position)
    if (this.#asRoot) fchownSync(this.#file, uid, gid)
    fchmodSync(this.#file, this.#mode(node)) // after chown, which takes set-uid bits away
    futimesSync(this.#file, timeOf(node), timeOf(node))
    this.dropFile()
  }

  /** Closes the file that is open, if one is. */
  dropFile(): void {
    if (this.#file !== -1) closeSync(this.#file)
    this.#file = -1
  }

  symlink(node: Attributes & Pick<TreeNode, 'linkTarget'>): void {
    const place = this.place(node.path)
    const { uid, gid } = this.#owner(node)
    symlinkSync(Buffer.from(encodeName(node.linkTarget ?? '')), place)
    if (this.#asRoot) lchownSync(place, uid, gid)
    lutimesSync(place, timeOf(node), timeOf(node))
  }

  /** Gives a file a second name. */
  link(node: Named, target: Named): void {
    linkSync(this.place(target.path), this.place(node.path))
  }

  /** Gives a path that is no symlink its mode, owner and time. */
  setAttributes(node: Attributes): void {
    const place = this.place(node.path)
    const { uid, gid } = this.#owner(node)
    if (this.#asRoot) lchownSync(place, uid, gid)
    chmodSync(place, this.#mode(node))
    lutimesSync(place, timeOf(node), timeOf(node))
  }

  /** What an error comes to for the one who unpacks. */
  explain(error: unknown): unknown {
    if (!(error instanceof Error && 'code' in error && 'syscall' in error)) return error
    const path = displayPath(this.#path)
    switch (error.code) {
      case 'EEXIST':
        return new UnavailableError(
          `${path} cannot be unpacked: the file system here takes it for the same as another path of the image.`,
          { cause: error },
        )
      case 'ENAMETOOLONG':
        return new UnavailableError(`${path} cannot be unpacked: its name is longer than the file system here takes.`, {
          cause: error,
        })
      default:
        return new UnavailableError(`${path} cannot be unpacked: ${messageOf(error)}.`, { cause: error })
    }
  }

  #mode({ mode }: Attributes): number {
    return this.#asRoot ? mode : mode & ~SETUID_AND_SETGID
  }

  #owner({ path, uid, gid }: Attributes): { uid: number; gid: number } {
    const possible = [uid, gid].every((id) => Number.isInteger(id) && id >= 0 && id <= MAX_ID)
    if (possible) return { uid, gid }
    throw new BrokenImageError(`${displayPath(path)} belongs to ${uid}:${gid}, an owner that no file system can keep.`)
  }
}

/** Node.js takes a number below 0 for the present, but not a date; dates do not go back further than this. */
function timeOf({ mtime }: Attributes): number | Date {
  return mtime < 0 ? new Date(Math.max(mtime * 1000, -8.64e15)) : mtime
}

function isZeros(bytes: Uint8Array): boolean {
  return bytes[0] === 0 && bytes.length <= ZEROS.length && ZEROS.subarray(0, bytes.length).equals(bytes)
}
