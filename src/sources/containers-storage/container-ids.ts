import { readFile, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'

/** Turns the owner of a file on disk into the one that it has in a container. */
export type ContainerIds = (owner: Owner) => Owner

interface Owner {
  readonly uid: number
  readonly gid: number
}

/**
 * How a storage's files got their owners. In one of a user other than root the user's own ids stand for root, and the ranges of
 * subuid(5) and subgid(5), in their order, for all other ids (user_namespaces(7)). Within that namespace (`podman unshare`) the
 * kernel has turned them already: the storage is root's then.
 */
export async function containerIdsOf(storage: string): Promise<ContainerIds> {
  const { uid, gid } = await stat(storage)
  if (uid === 0) return (owner) => owner
  const names = [String(uid), ...(process.getuid?.() === uid ? [userInfo().username] : [])]
  const [uids, gids] = await Promise.all([rangesIn('/etc/subuid', names), rangesIn('/etc/subgid', names)])
  return (owner) => ({ uid: turned(owner.uid, uid, uids), gid: turned(owner.gid, gid, gids) })
}

interface Range {
  readonly start: number
  readonly count: number
}

/** A user's ranges, `NAME:START:COUNT` a line; none where there is no such file. */
async function rangesIn(path: string, names: readonly string[]): Promise<Range[]> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return text.split('\n').flatMap((line) => {
    const [name = '', start, count] = line.split(':')
    const range = { start: Number(start), count: Number(count) }
    return names.includes(name) && range.start > 0 && range.count > 0 ? range : []
  })
}

/** Ids that nothing maps stay as they are. */
function turned(id: number, own: number, ranges: readonly Range[]): number {
  if (id === own) return 0
  let first = 1
  for (const { start, count } of ranges) {
    if (id >= start && id < start + count) return first + id - start
    first += count
  }
  return id
}
