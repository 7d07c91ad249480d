import { randomUUID } from 'node:crypto'
import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { lstat, mkdir, readdir } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { hasCode } from '../../disk/error-code.ts'
import { unwritable } from '../../disk/unwritable.ts'
import { UsageError } from '../../errors.ts'

const OPEN_DIRECTORY = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW

/**
 * A private directory in which a tree is made before it appears, whole, in its place: beside a place that does not exist yet,
 * inside one that is an empty directory. That stays the directory that it is, with its own mode and owner: it may be someone's
 * working directory, or a mount.
 */
export class Staging {
  /**
   * A path of the staging directory. On Linux it goes through an open descriptor, so that whoever may write to the directories
   * above cannot lead it elsewhere.
   */
  readonly path: string
  readonly #place: string
  readonly #name: string
  readonly #inside: boolean
  readonly #descriptor: number

  private constructor(place: string, created: string, inside: boolean) {
    this.#place = place
    this.#name = basename(created)
    this.#inside = inside
    this.#descriptor = openSync(created, OPEN_DIRECTORY)
    const anchor = `/proc/self/fd/${this.#descriptor}`
    this.path = existsSync(anchor) ? anchor : created
  }

  /**
   * @throws {UsageError} when `place` is there and no empty directory, or has no directory to stand in;
   *   {UnavailableError} when it may not be written to.
   */
  static async create(place: string): Promise<Staging> {
    const target = resolve(place)
    const inside = await isThere(target, place)
    const path = join(inside ? target : dirname(target), `.imgpeek-${randomUUID()}.tmp`)
    try {
      await mkdir(path, { mode: 0o700 })
      return new Staging(target, path, inside)
    } catch (error) {
      if (hasCode(error, 'ENOENT')) throw new UsageError(`${place} cannot be made: ${dirname(target)} does not exist.`)
      throw unwritable(place, error)
    }
  }

  /**
   * Lets the staged directory `name` appear as the place, or, without a name, all that was staged. Ends the staging.
   * @throws {UnavailableError} when something has got in the way meanwhile; nothing has appeared then.
   */
  commit(name?: string): void {
    const parent = `${this.path}/..`
    try {
      if (this.#inside) moveChildren(name === undefined ? this.path : `${this.path}/${name}`, parent)
      else
        move(
          `${parent}/${name === undefined ? this.#name : `${this.#name}/${name}`}`,
          `${parent}/${basename(this.#place)}`,
        )
    } catch (error) {
      throw unwritable(this.#place, error)
    }
    this.#end(this.#inside || name !== undefined)
  }

  /** Removes all that was staged. Ends the staging. */
  discard(): void {
    this.#end(true)
  }

  #end(remove: boolean): void {
    if (remove) rmSync(`${this.path}/../${this.#name}`, { recursive: true, force: true })
    closeSync(this.#descriptor)
  }
}

/** Whether the place is there, and fit to be filled. */
async function isThere(path: string, shown: string): Promise<boolean> {
  try {
    const names = await readdir(path)
    if (names.length === 0) return true
  } catch (error) {
    if (hasCode(error, 'ENOTDIR')) throw new UsageError(`${shown} is not a directory.`)
    if (!hasCode(error, 'ENOENT')) throw unwritable(shown, error)
    // a symlink that leads nowhere is there, and cannot be replaced by a directory
    if (await lstat(path).catch(() => undefined)) throw new UsageError(`${shown} is a symlink that leads nowhere.`)
    return false
  }
  throw new UsageError(`${shown} is not empty; name a directory that does not exist yet, or an empty one.`)
}

/** All or nothing. */
function moveChildren(from: string, to: string): void {
  const moved: Buffer[] = []
  try {
    for (const name of readdirSync(from, { encoding: 'buffer' })) {
      const target = Buffer.concat([Buffer.from(`${to}/`), name])
      move(Buffer.concat([Buffer.from(`${from}/`), name]), target)
      moved.push(target)
    }
  } catch (error) {
    for (const path of moved) rmSync(path, { recursive: true, force: true })
    throw error
  }
}

function move(from: string | Buffer, to: string | Buffer): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if (!hasCode(error, 'EACCES')) throw error
    // Who is not root may move a directory only while he may write to it: `..` in it changes.
    const { mode } = lstatSync(from)
    const directory = openSync(from, OPEN_DIRECTORY)
    try {
      fchmodSync(directory, 0o700)
      renameSync(from, to)
    } finally {
      fchmodSync(directory, mode & 0o7777)
      closeSync(directory)
    }
  }
}
