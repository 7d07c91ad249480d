import { randomUUID } from 'node:crypto'
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { UsageError } from '../errors.ts'
import { naming } from './unwritable.ts'

/**
 * Writes a file that is there whole or not at all: beside its place, and renamed when it is complete. It replaces a file that
 * is there, one behind a symlink too; a device or a pipe is written to as it is.
 * @throws {UsageError} when `path` is a directory; {UnavailableError} when it cannot be written; what `pieces` throws.
 */
export async function writeFileWhole(
  path: string,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const existing = await stat(path).catch(() => undefined)
  if (existing?.isDirectory()) throw new UsageError(`${path} is a directory; name a file in it.`)
  if (existing !== undefined && !existing.isFile()) {
    await fill(await naming(path, open(path, 'w')), pieces, path)
    return
  }
  const target = existing === undefined ? path : await naming(path, realpath(path))
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`)
  const file = await naming(path, open(temporary, 'wx'))
  try {
    await fill(file, pieces, path)
    await naming(path, rename(temporary, target))
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

async function fill(
  file: FileHandle,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  path: string,
): Promise<void> {
  try {
    for await (const piece of pieces) await naming(path, file.writeFile(piece))
  } finally {
    await file.close()
  }
}
