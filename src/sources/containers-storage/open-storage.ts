import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode } from '../../disk/error-code.ts'
import { NotFoundError, UnavailableError } from '../../errors.ts'
import { unreadable } from '../file-bytes.ts'
import { refusedTo } from './refused.ts'
import type { StorageConfiguration } from './storage-configuration.ts'
import { StorageDirectory, type StorageDriver } from './storage-directory.ts'

/** In the order in which Podman prefers them where several have left something in one directory. */
const DRIVERS: readonly StorageDriver[] = ['overlay', 'vfs']
/** Drivers whose layers are no directories that could be read. */
const OTHER_DRIVERS = ['btrfs', 'zfs', 'aufs', 'devicemapper']

/**
 * The directories of a storage that hold images, the one that is written to first.
 * @throws {NotFoundError} when there are none; {UnavailableError} when they may not be read, or only by the driver that wrote them.
 */
export async function openStorage({
  driver,
  graphRoot,
  additionalStores,
}: StorageConfiguration): Promise<[StorageDirectory, ...StorageDirectory[]]> {
  const found: StorageDirectory[] = []
  for (const path of [graphRoot, ...additionalStores]) {
    const wanted = DRIVERS.toSorted((a, b) => Number(b === driver) - Number(a === driver))
    const there = await firstOf(wanted, (name) => isDirectory(join(path, `${name}-images`), path))
    if (there !== undefined) found.push(new StorageDirectory(path, there))
  }
  const [first, ...others] = found
  if (first !== undefined) return [first, ...others]
  const other = await firstOf(OTHER_DRIVERS, (name) => isDirectory(join(graphRoot, `${name}-images`), graphRoot))
  if (other === undefined) throw new NotFoundError(`There is no container storage with images at ${graphRoot}.`)
  throw new UnavailableError(
    `The storage at ${graphRoot} keeps layers by ${other}, of which only Podman can read them; start its service.`,
  )
}

async function firstOf<Item>(
  items: readonly Item[],
  holds: (item: Item) => Promise<boolean>,
): Promise<Item | undefined> {
  for (const item of items) if (await holds(item)) return item
  return undefined
}

async function isDirectory(path: string, storage: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return false
    throw refusedTo(error, storage) ?? unreadable(error, path)
  }
}
