import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { hasCode } from '../disk/error-code.ts'
import { naming, unwritable } from '../disk/unwritable.ts'
import { InterruptedError, UnavailableError } from '../errors.ts'

/** How often a lock that another writer holds is tried again, in milliseconds, and how often at most: ten seconds in all. */
const RETRY_DELAY = 50
const MAX_RETRIES = 200

/**
 * Replaces a file while no other writer does: as git does, what is to become the file is written to `PATH.lock`, which only one
 * can make, and renamed.
 * @param content makes the new content from what is there while the lock is held
 * @param beforeRename is done when the new content is safely on disk
 * @throws {UnavailableError} when the file cannot be written, or another writer does not let go of it; what `content` and
 *   `beforeRename` throw. Nothing is replaced then.
 */
export async function replaceLocked(
  path: string,
  content: () => Promise<Uint8Array>,
  beforeRename: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const lock = `${path}.lock`
  const file = await openLock(lock, path, signal)
  try {
    try {
      await naming(path, file.writeFile(await content()))
    } finally {
      await naming(path, file.close())
    }
    await beforeRename()
    await naming(path, rename(lock, path))
  } catch (error) {
    await rm(lock, { force: true })
    throw error
  }
}

async function openLock(lock: string, path: string, signal: AbortSignal): Promise<FileHandle> {
  for (let retries = 0; ; retries++) {
    try {
      return await open(lock, 'wx')
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw unwritable(path, error)
      if (retries === MAX_RETRIES) {
        throw new UnavailableError(
          `${lock} is in the way: another program writes there, or one was killed; if none runs, remove that file.`,
          { cause: error },
        )
      }
    }
    await delay(RETRY_DELAY, undefined, { signal }).catch((cause: unknown) => {
      throw new InterruptedError(undefined, { cause })
    })
  }
}
