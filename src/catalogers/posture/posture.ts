import type { SquashedTree } from '../../rootfs/tree.ts'
import type { Cataloger } from '../cataloger.ts'
import { describeCapabilities } from './file-capabilities.ts'
import { findPrograms } from './programs.ts'

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

/** The names of the users whose uid is 0. */
type PasswdFact = { readonly rootNames: readonly string[] }

const PASSWD = '/etc/passwd'
const PASSWD_LIMIT = 4 * 2 ** 20

/** Where distributions keep their CA bundle (Go's crypto/x509 root_linux.go looks in the same places). */
const CA_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/** Where programs look for time zones (Go's time zoneinfo_unix.go). */
const ZONE_DIRECTORIES = ['/usr/share/zoneinfo', '/usr/share/lib/zoneinfo', '/usr/lib/locale/TZ', '/etc/zoneinfo']

/** The image's security posture. */
export const postureCataloger: Cataloger<PasswdFact, Posture> = {
  name: 'posture',
  version: 1,

  select: ({ path }) => (path === PASSWD ? { limit: PASSWD_LIMIT } : undefined),

  read: (_, content) => ({ rootNames: rootNames(content.text) }),

  conclude(tree, image) {
    const { user, env } = image.config.config
    return {
      user,
      runsAsRoot: isRoot(user, tree),
      ...findPrograms(tree, env),
      ...findModes(tree),
      caCertificates: findFile(tree, [absolutePathIn(env, 'SSL_CERT_FILE'), ...CA_BUNDLES]),
      timezones: findZones(tree, [absolutePathIn(env, 'TZDIR'), ...ZONE_DIRECTORIES]),
      passwd: tree.resolve(PASSWD)?.type === 'file',
      group: tree.resolve('/etc/group')?.type === 'file',
      nsswitch: tree.resolve('/etc/nsswitch.conf')?.type === 'file',
      tmp: isTemporaryDirectory(tree),
    }
  },
}

/** passwd(5): name, password, uid, gid, …; the first line of a name counts. */
function rootNames(text: string): string[] {
  const uids = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [name, , uid] = line.split(':')
    if (name && uid !== undefined && !uids.has(name)) uids.set(name, uid)
  }
  return [...uids].filter(([, uid]) => /^0+$/.test(uid)).map(([name]) => name)
}

/** config.md: `user`, `uid`, `user:group`, `uid:gid`, `uid:group`, `user:gid`; empty is root. */
function isRoot(user: string, tree: SquashedTree<PasswdFact>): boolean {
  const [name = ''] = user.split(':')
  if (name === '' || name === 'root' || /^0+$/.test(name)) return true
  const passwd = tree.resolve(PASSWD)
  const fact = passwd === undefined ? undefined : tree.fact(passwd)
  return fact?.rootNames.includes(name) ?? false
}

function findModes(tree: SquashedTree<PasswdFact>): Pick<Posture, 'setuid' | 'capabilities' | 'worldWritable'> {
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

function findFile(tree: SquashedTree<PasswdFact>, paths: readonly (string | undefined)[]): string | null {
  const found = paths.find((path) => {
    const node = path === undefined ? undefined : tree.resolve(path)
    return node?.type === 'file' && node.size > 0
  })
  return found ?? null
}

function findZones(tree: SquashedTree<PasswdFact>, paths: readonly (string | undefined)[]): string | null {
  const found = paths.find((path) => {
    const entries = path === undefined ? [] : (tree.resolve(path)?.children?.values() ?? [])
    return Array.from(entries).some(({ type, size }) => type === 'directory' || (type === 'file' && size > 0))
  })
  return found ?? null
}

function isTemporaryDirectory(tree: SquashedTree<PasswdFact>): boolean {
  const node = tree.resolve('/tmp')
  return node?.type === 'directory' && (node.mode & 0o002) !== 0
}

function absolutePathIn(env: readonly string[], name: string): string | undefined {
  const value = env.findLast((variable) => variable.startsWith(`${name}=`))?.slice(name.length + 1)
  return value?.startsWith('/') ? value : undefined
}
