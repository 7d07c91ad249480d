import { type GroupEntry, parseGroup, parsePasswd } from '../../catalogers/accounts.ts'
import { UnavailableError } from '../../errors.ts'

/** Whom a container's process runs as. */
export interface ProcessUser {
  readonly uid: number
  readonly gid: number
  readonly additionalGids?: readonly number[]
}

/** The image's account databases; empty where there are none. */
export interface AccountFiles {
  readonly passwd: string
  readonly group: string
}

/**
 * Resolves an image's `User` (`USER[:GROUP]`, names or numbers, root where it is empty) in the image's own accounts, as the
 * engines do and OCI's conversion.md wants it: numbers need no entry; without a group it is the user's own; a user given
 * by name without a group has the groups that list them too.
 * @throws {UnavailableError} when a name is in none of the files, or a number is no id.
 */
export function resolveUser(text: string, { passwd, group }: AccountFiles): ProcessUser {
  const [user = '', groupName = ''] = text.split(':', 2)
  const users = parsePasswd(passwd)
  const groups = parseGroup(group)
  const isNumber = /^\d+$/.test(user)
  const id = isNumber ? toId(user, text) : user === '' ? 0 : undefined
  const entry = users.find(({ name, uid }) => (id === undefined ? name === user : uid === id))
  const uid = id ?? entry?.uid
  if (uid === undefined) throw new UnavailableError(`The image's user “${user}” is not in its /etc/passwd.`)
  if (groupName !== '') return { uid, gid: resolveGroup(groupName, groups, text) }
  const gid = entry?.gid ?? 0
  if (isNumber || entry === undefined) return { uid, gid }
  const additionalGids = groups.filter(({ members }) => members.includes(entry.name)).map((found) => found.gid)
  return additionalGids.length === 0 ? { uid, gid } : { uid, gid, additionalGids: [...new Set(additionalGids)] }
}

function resolveGroup(name: string, groups: readonly GroupEntry[], text: string): number {
  if (/^\d+$/.test(name)) return toId(name, text)
  const entry = groups.find((group) => group.name === name)
  if (entry === undefined) throw new UnavailableError(`The image's group “${name}” is not in its /etc/group.`)
  return entry.gid
}

/** As runc takes them: up to 2³¹ - 1. */
function toId(digits: string, text: string): number {
  const id = Number(digits)
  if (id < 2 ** 31) return id
  throw new UnavailableError(`The image's user “${text}” has an id that is too large.`)
}
