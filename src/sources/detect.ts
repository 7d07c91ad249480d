import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { NotFoundError, UsageError } from '../errors.ts'
import { parseRegistryReference } from '../reference.ts'
import { openFile, unreadable } from './file-bytes.ts'
import type { SourceName } from './image.ts'
import { LAYOUT_INDEX, LAYOUT_MARKER } from './layout-index.ts'
import type { SourceOptions } from './options.ts'
import { isProgramFile } from './program-tar.ts'
import { SAVE_MANIFEST } from './saved-images.ts'
import { inspectTarFile, tarMembers } from './tar-members.ts'

/** Names that can only be paths: they begin with a dot, a slash or a drive, or hold a backslash. */
export const PATH_SYNTAX = /^\.{1,2}(?:[\\/]|$)|^\/|^[A-Za-z]:[\\/]|\\/
/** A root filesystem's top-level directories, which no archive of images has (Filesystem Hierarchy Standard). */
const ROOT_DIRECTORY =
  /^\/(?:bin|boot|dev|etc|home|lib\w*|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var)(?:\/|$)/
/** What `docker save` called its files before Docker 25; manifest.json comes behind them. */
const OLD_SAVE_NAME = /^\/[0-9a-f]{64}(?:\.json$|\/|$)/

/**
 * Tells what a name without a scheme is: a path that exists by what is in it, anything else a registry reference.
 * @throws {UsageError} when it could be both, or is neither; {UnavailableError} when it is a path that does not exist or
 *   holds nothing that is known.
 */
export async function detectSource(name: string, options: SourceOptions): Promise<SourceName> {
  const isPath = PATH_SYNTAX.test(name)
  const found = await find(name, isPath)
  if (found === undefined) {
    if (isPath) throw missing(name)
    parseRegistryReference(name)
    return 'registry'
  }
  if (!isPath && isRegistryReference(name)) {
    throw new UsageError(`"${name}" could be a path or an image of a registry; write ./${name} or docker://${name}.`)
  }
  return found.isDirectory() ? detectDirectory(name) : detectFile(name, options)
}

/** What is at a path; undefined for nothing. */
async function find(name: string, isPath: boolean): Promise<Stats | undefined> {
  try {
    return await stat(name)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    // A reference may run through a file (`file/repository`) or be no possible path at all (Windows, `name:tag`).
    if (!isPath || code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw unreadable(error, name)
  }
}

function missing(name: string): NotFoundError {
  const hint =
    name.lastIndexOf(':') > 1 ? `; to name an image in a layout or archive, put its scheme in front: oci:${name}` : ''
  return new NotFoundError(`${name} does not exist${hint}.`)
}

function isRegistryReference(name: string): boolean {
  try {
    parseRegistryReference(name)
    return true
  } catch {
    return false
  }
}

async function detectDirectory(path: string): Promise<SourceName> {
  const exists = async (file: string): Promise<boolean> => (await stat(join(path, file)).catch(() => null)) !== null
  const isLayout = (await exists(LAYOUT_MARKER)) || ((await exists(LAYOUT_INDEX)) && (await exists('blobs')))
  return isLayout ? 'oci' : 'rootfs'
}

async function detectFile(path: string, { limits, signal }: SourceOptions): Promise<SourceName> {
  if (await isProgramFile(path)) return 'rootfs'
  const handle = await openFile(path, `The file ${path}`)
  try {
    const file = await inspectTarFile(handle, `The file ${path}`)
    let isLayout = false
    for await (const { header } of tarMembers(file, limits, () => false, signal)) {
      // New docker archives are layouts too; manifest.json sets them apart, so a layout's marker does not end the search.
      if (header.path === `/${SAVE_MANIFEST}` || OLD_SAVE_NAME.test(header.path)) return 'docker-archive'
      if (header.path === `/${LAYOUT_MARKER}` || header.path === `/${LAYOUT_INDEX}`) isLayout = true
      if (ROOT_DIRECTORY.test(header.path)) return 'rootfs'
    }
    return isLayout ? 'oci-archive' : 'rootfs'
  } finally {
    await handle.close()
  }
}
