import type { FactReader } from '../layer/fact-reader.ts'
import type { PathLookup } from '../rootfs/tree.ts'

/** A user of an image; passwd(5). A type, not an interface, so that it counts as JSON. */
export type UserEntry = { readonly name: string; readonly uid: number; readonly gid: number }

/** A group of an image; group(5). */
export type GroupEntry = { readonly name: string; readonly gid: number; readonly members: readonly string[] }

/** An image's users and groups, in the order of their files. */
export type Accounts = { readonly users: readonly UserEntry[]; readonly groups: readonly GroupEntry[] }

/** passwd(5) */
export const PASSWD = '/etc/passwd'
/** group(5) */
export const GROUP = '/etc/group'
/** Those two, and where image-based systems keep what /etc links to (github.com/aperezdc/nss-altfiles). */
const ACCOUNT_FILE = /^\/(?:etc|usr\/etc|usr\/lib)\/(passwd|group)$/
const LIMIT = 4 * 2 ** 20

/** The account databases of an image. */
export const accountsReader: FactReader<Accounts> = {
  name: 'accounts',
  version: 1,

  select: ({ path }) => (ACCOUNT_FILE.test(path) ? { limit: LIMIT } : undefined),

  read: ({ path }, content) =>
    path.endsWith('/passwd')
      ? { users: parsePasswd(content.text), groups: [] }
      : { users: [], groups: parseGroup(content.text) },
}

/** The users and groups that the final filesystem of an image knows. */
export function accountsOf(tree: PathLookup<Accounts>): Accounts {
  const at = (path: string): Accounts | undefined => {
    const node = tree.resolve(path)
    return node === undefined ? undefined : tree.fact(node)
  }
  return { users: at(PASSWD)?.users ?? [], groups: at(GROUP)?.groups ?? [] }
}

/** Reads passwd(5); lines that are none are left out, as libc leaves them out. */
export function parsePasswd(text: string): UserEntry[] {
  return fieldsOf(text).flatMap(([name = '', , uid = '', gid = '']) =>
    name !== '' && isId(uid) && isId(gid) ? [{ name, uid: Number(uid), gid: Number(gid) }] : [],
  )
}

/** Reads group(5); lines that are none are left out, as libc leaves them out. */
export function parseGroup(text: string): GroupEntry[] {
  return fieldsOf(text).flatMap(([name = '', , gid = '', members = '']) =>
    name !== '' && isId(gid) ? [{ name, gid: Number(gid), members: members.split(',').filter(Boolean) }] : [],
  )
}

function fieldsOf(text: string): string[][] {
  return text.split('\n').map((line) => line.trim().split(':'))
}

function isId(text: string): boolean {
  return /^\d+$/.test(text)
}
