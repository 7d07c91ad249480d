import { access } from 'node:fs/promises'
import { UsageError } from '../errors.ts'

/** What follows a scheme that takes a path and, after a colon, a name inside it. */
export interface PathAndTag {
  readonly path: string
  /** Null where none is given. */
  readonly tag: string | null
}

/**
 * Splits `PATH[:TAG]` at the first colon, that of a Windows drive passed over; tags may hold colons (`repo:tag`), and a
 * path may if it exists as it is written.
 * @throws {UsageError} when there is no path.
 */
export async function splitPathAndTag(name: string): Promise<PathAndTag> {
  const colon = name.indexOf(':', /^[A-Za-z]:[\\/]/.test(name) ? 2 : 0)
  if (colon === 0) throw new UsageError(`"${name}" has a tag and no path in front of it; write PATH:TAG.`)
  if (colon === -1 || (await exists(name))) return { path: name, tag: null }
  return { path: name.slice(0, colon), tag: name.slice(colon + 1) || null }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
