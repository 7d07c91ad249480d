import type { BigIntStats } from 'node:fs'
import { lstat, readdir, readlink } from 'node:fs/promises'
import { hasCode } from '../../disk/error-code.ts'
import type { EntryHeader } from '../../layer/entry.ts'
import { decodeName, encodeName } from '../../layer/tar/text.ts'
import { displayPath, parentOf } from '../../rootfs/path.ts'
import type { EntriesOf } from '../directory-tar.ts'
import { unreadable } from '../file-bytes.ts'
import { whiteout } from './whiteout.ts'

/**
 * What a tree changes of the tree that it was copied from. As Docker does (pkg/archive, changes.go), it takes a file of the same
 * size, owner, mode and time for the same, and does not look at the times of directories.
 * @param below the root of the tree below; null where everything is new
 */
export function treeDifference(root: string, below: string | null): EntriesOf {
  if (below === null) return async (header) => [header]
  /** Directories of which the tree below has none: what is in them is not to be looked for there. */
  const added = new Set<string>()
  return async (header, stats) => {
    const { path, type } = header
    const old = added.has(parentOf(path))
      ? null
      : await unlessMissing(lstat(onDisk(below, path), { bigint: true }), path)
    if (type === 'directory' && !old?.isDirectory()) added.add(path)
    if (old === null || (old.mode & FILE_TYPE) !== (stats.mode & FILE_TYPE)) return [header]
    const isSame = isSameOwner(old, stats) && (await isSameContent(header, stats, old, below))
    const deleted = type === 'directory' ? await deletedFrom(root, below, path) : []
    return [...(isSame ? [] : [header]), ...deleted.map(whiteout)]
  }
}

/** The bits of a mode that say what a file is, as inode(7) has them. */
const FILE_TYPE = 0o170000n

function isSameOwner(a: BigIntStats, b: BigIntStats): boolean {
  return a.mode === b.mode && a.uid === b.uid && a.gid === b.gid && a.rdev === b.rdev
}

async function isSameContent(
  header: EntryHeader,
  stats: BigIntStats,
  old: BigIntStats,
  below: string,
): Promise<boolean> {
  const { type, path, linkTarget } = header
  if (type === 'directory') return true
  if (type !== 'symlink') return stats.size === old.size && stats.mtimeNs === old.mtimeNs
  const target = await unlessMissing(readlink(onDisk(below, path), { encoding: 'buffer' }), path)
  return target !== null && decodeName(target) === linkTarget
}

/** The paths that a directory of the tree below has and that of the tree has not. */
async function deletedFrom(root: string, below: string, path: string): Promise<string[]> {
  const [names, oldNames] = await Promise.all([root, below].map((tree) => namesIn(tree, path)))
  const directory = path === '/' ? '' : path
  return [...oldNames!]
    .filter((name) => !names!.has(name))
    .sort()
    .map((name) => `${directory}/${name}`)
}

async function namesIn(tree: string, path: string): Promise<Set<string>> {
  const names = (await unlessMissing(readdir(onDisk(tree, path), { encoding: 'buffer' }), path)) ?? []
  return new Set(names.map(decodeName))
}

function onDisk(tree: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(tree), encodeName(path)])
}

async function unlessMissing<T>(result: Promise<T>, path: string): Promise<T | null> {
  try {
    return await result
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null
    throw unreadable(error, displayPath(path))
  }
}
