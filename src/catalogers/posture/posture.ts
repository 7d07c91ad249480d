import type { SquashedTree } from '../../rootfs/tree.ts'
import { type Accounts, accountsOf, accountsReader } from '../accounts.ts'
import type { Cataloger } from '../cataloger.ts'
import { describeCapabilities } from './file-capabilities.ts'
import { findPrograms } from './programs.ts'
import { findCertificates, findZones } from './well-known-files.ts'

/** What an image offers whoever gets into its containers, and what programs usually look for. Lists are sorted. */
export interface Posture {
  /** The config's user, as written. */
  readonly user: string
  readonly runsAsRoot: boolean
  readonly shells: readonly string[]
  readonly packageManagers: readonly string[]
  /** Regular files with the setuid or setgid bit. */
  readonly setuid: readonly string[]
  /** Files with capabilities, as `getcap` prints them. */
  readonly capabilities: readonly { readonly path: string; readonly capabilities: string }[]
  /** World-writable regular files, and world-writable directories without the sticky bit. */
  readonly worldWritable: readonly string[]
  readonly caCertificates: string | null
  readonly timezones: string | null
  readonly passwd: boolean
  readonly group: boolean
  readonly nsswitch: boolean
  /** Whether /tmp is there and anyone may write to it. */
  readonly tmp: boolean
}

/** The image's security posture. */
export const postureCataloger: Cataloger<Accounts, Posture> = {
  ...accountsReader,

  conclude(tree, image) {
    const { user, env } = image.config.config
    return {
      user,
      runsAsRoot: isRoot(user, tree),
      ...findPrograms(tree, env),
      ...findModes(tree),
      caCertificates: findCertificates(tree, env),
      timezones: findZones(tree, env),
      passwd: tree.resolve('/etc/passwd')?.type === 'file',
      group: tree.resolve('/etc/group')?.type === 'file',
      nsswitch: tree.resolve('/etc/nsswitch.conf')?.type === 'file',
      tmp: isTemporaryDirectory(tree),
    }
  },
}

/** config.md: `user`, `uid`, `user:group`, `uid:gid`, `uid:group`, `user:gid`; empty is root. */
function isRoot(user: string, tree: SquashedTree<Accounts>): boolean {
  const [name = ''] = user.split(':')
  if (name === '' || name === 'root' || /^0+$/.test(name)) return true
  return accountsOf(tree).users.find((entry) => entry.name === name)?.uid === 0
}

function findModes(tree: SquashedTree<Accounts>): Pick<Posture, 'setuid' | 'capabilities' | 'worldWritable'> {
  const setuid: string[] = []
  const capabilities: { path: string; capabilities: string }[] = []
  const worldWritable: string[] = []
  for (const { path, type, mode, xattrs } of tree.nodes()) {
    if (type !== 'file' && type !== 'directory') continue
    if (type === 'file' && (mode & 0o6000) !== 0) setuid.push(path)
    if ((mode & 0o002) !== 0 && (type === 'file' || (mode & 0o1000) === 0)) worldWritable.push(path)
    const attribute = xattrs?.get('security.capability')
    const text = attribute === undefined ? null : describeCapabilities(attribute)
    if (text !== null) capabilities.push({ path, capabilities: text })
  }
  capabilities.sort((a, b) => (a.path < b.path ? -1 : 1))
  return { setuid: setuid.sort(), capabilities, worldWritable: worldWritable.sort() }
}

function isTemporaryDirectory(tree: SquashedTree<Accounts>): boolean {
  const node = tree.resolve('/tmp')
  return node?.type === 'directory' && (node.mode & 0o002) !== 0
}
