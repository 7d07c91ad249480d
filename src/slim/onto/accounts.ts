import { type Accounts, accountsOf, accountsReader, GROUP, PASSWD, type UserEntry } from '../../catalogers/accounts.ts'
import { packageRecordsReader } from '../../catalogers/package-records.ts'
import type { ImageInventory } from '../../inventory/image-inventory.ts'
import { encodeName } from '../../layer/tar/text.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import type { NewFile } from '../slim-plan.ts'

/** What of an app's user the base does not know. */
interface AddedAccounts {
  /** By path: the base's files with the lines added. */
  readonly files: ReadonlyMap<string, NewFile>
  readonly lines: readonly string[]
  readonly doubts: readonly string[]
}

/**
 * Gives the base's `/etc/passwd` and `/etc/group` the user and groups that the app's image is set to: with their home directory, because
 * engines set HOME by it. A base without these files gets the app's, as any other file. Pure.
 */
export function addedAccounts(source: ImageInventory, base: ImageInventory): AddedAccounts {
  const [user = '', group = ''] = source.config.config.user.split(':', 2)
  const [own, theirs] = [accountsOf(source.factsOf(accountsReader)), accountsOf(base.factsOf(accountsReader))]
  const entry = own.users.find(({ name, uid }) => isNamed(user, name, uid))
  const known = theirs.users.find(({ name, uid }) => isNamed(user, name, uid))
  const added = known === undefined ? entry : undefined
  const lines = new Map([
    [PASSWD, added === undefined ? [] : [userLine(added, source)]],
    [GROUP, groupLines(group, added, own, theirs)],
  ])
  const doubts = entry === undefined || known === undefined ? [] : [...otherUser(entry, known)]
  const files = new Map<string, NewFile>()
  for (const [path, more] of lines) {
    const node = more.length > 0 ? base.tree.resolve(path) : undefined
    const text = node && textOf(node, base)
    if (node === undefined || text === undefined) {
      // a file that is brought whole has them; of one that a symlink leads to elsewhere, the text is not known
      if (node !== undefined) doubts.push(`${path} of the base lies at ${node.path}, and was left as it is.`)
      lines.delete(path)
      continue
    }
    const whole = `${text === '' || text.endsWith('\n') ? text : `${text}\n`}${more.join('\n')}\n`
    files.set(node.path, { content: encodeName(whole), mode: node.mode, uid: node.uid, gid: node.gid })
  }
  return { files, lines: [...lines.values()].flat(), doubts }
}

/** Engines take what is all digits for an id. */
function isNamed(text: string, name: string, id: number): boolean {
  return /^\d+$/.test(text) ? Number(text) === id : text === name
}

/** A user's line as it stands in the image, without a password that might stand there. */
function userLine({ name, uid, gid }: UserEntry, source: ImageInventory): string {
  const node = source.tree.resolve(PASSWD)
  const fields = ((node && textOf(node, source)) ?? '')
    .split('\n')
    .map((line) => line.trim().split(':'))
    .find(([first, , id]) => first === name && Number(id) === uid)
  return fields === undefined ? `${name}:x:${uid}:${gid}::/:/sbin/nologin` : fields.with(1, 'x').join(':')
}

/** The group that the config names, and those of a user that is added, as far as the base has neither their names nor their numbers. */
function groupLines(wanted: string, user: UserEntry | undefined, own: Accounts, theirs: Accounts): string[] {
  const isMember = (members: readonly string[]): boolean => user !== undefined && members.includes(user.name)
  return own.groups
    .filter(({ name, gid, members }) => isNamed(wanted, name, gid) || gid === user?.gid || isMember(members))
    .filter(({ name, gid }) =>
      theirs.groups.every((other) => other.name !== name && (other.gid !== gid || name === wanted)),
    )
    .map(({ name, gid, members }) => `${name}:x:${gid}:${isMember(members) ? user!.name : ''}`)
}

function* otherUser(own: UserEntry, known: UserEntry): Generator<string> {
  if (own.uid === known.uid && own.name === known.name) return
  yield `The app runs as ${own.name} with the number ${own.uid}; on the base that is ${known.name} with ${known.uid}.`
}

function textOf(node: TreeNode, { factsOf }: ImageInventory): string | undefined {
  return factsOf(packageRecordsReader).fact(node)
}
