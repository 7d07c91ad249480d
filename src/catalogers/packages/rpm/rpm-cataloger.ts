import type { Selection } from '../../../layer/fact-reader.ts'
import type { SquashedTree, TreeNode } from '../../../rootfs/tree.ts'
import type { OsRelease } from '../../os-release.ts'
import { installedSince } from '../installed-since.ts'
import type { Package, PackageCataloger } from '../package.ts'
import { purlOf } from '../purl.ts'
import { readContainerManifest1, readContainerManifest2 } from './container-manifest.ts'
import { type RpmDatabase, readRpmDatabase } from './rpm-database.ts'
import { itemsOf, type RpmPackage } from './rpm-package.ts'
import { isLiveWal, WAL_HEAD_SIZE } from './sqlite-wal.ts'

/** The largest database that is read, in bytes; a full desktop's takes some 150 MiB. */
const DATABASE_LIMIT = 256 * 2 ** 20
/** A line of a manifest takes some 150 bytes. */
const MANIFEST_LIMIT = 16 * 2 ** 20

/**
 * Where databases are, in the order in which one is taken for the image's if nothing else tells: Fedora and openSUSE have
 * the first directory today, RHEL the second, rpm-ostree the third; in each the formats from new to old.
 */
const DATABASES = ['/usr/lib/sysimage/rpm', '/var/lib/rpm', '/usr/share/rpm'].flatMap((directory) =>
  ['rpmdb.sqlite', 'Packages.db', 'Packages'].map((name) => `${directory}/${name}`),
)
const WAL_SUFFIX = '-wal'
const LOGS: ReadonlySet<string> = new Set(DATABASES.map((path) => path + WAL_SUFFIX))

/** What distroless images have in place of a database, the fuller one first. */
const MANIFEST_READERS = new Map([
  ['/var/lib/rpmmanifest/container-manifest-2', readContainerManifest2],
  ['/var/lib/rpmmanifest/container-manifest-1', readContainerManifest1],
])

const LIMITS: ReadonlyMap<string, number> = new Map([
  ...DATABASES.map((path) => [path, DATABASE_LIMIT] as const),
  ...[...MANIFEST_READERS.keys()].map((path) => [path, MANIFEST_LIMIT] as const),
])

/** What a file says: the packages of a database, or that a write-ahead log has changes that may not be in its database. */
type RpmFact = RpmDatabase | { readonly unmerged: true }

/** A database, or a manifest in its place, that can be seen in the final filesystem. */
interface VisibleDatabase {
  readonly node: TreeNode
  readonly content: RpmDatabase
}

/** Packages of rpm databases in all three formats, and of the manifests that distroless images have in their place. */
export const rpmCataloger: PackageCataloger<RpmFact> = {
  name: 'rpm',
  version: 1,

  select({ path, size }): Selection | undefined {
    const limit = LIMITS.get(path)
    if (limit !== undefined) return size === 0 ? undefined : { limit }
    return LOGS.has(path) && size >= WAL_HEAD_SIZE ? { ranges: [{ start: 0, end: WAL_HEAD_SIZE }] } : undefined
  },

  read({ path }, content) {
    if (LOGS.has(path)) {
      const head = content.slice(0, WAL_HEAD_SIZE)
      return head !== undefined && isLiveWal(head) ? { unmerged: true } : undefined
    }
    const readManifest = MANIFEST_READERS.get(path)
    return readManifest === undefined ? readRpmDatabase(content.bytes) : readManifest(content.text)
  },

  conclude(tree, image) {
    const databases = visibleAt(tree, DATABASES)
    const manifests = visibleAt(tree, [...MANIFEST_READERS.keys()])
    for (const { node, content } of [...databases, ...manifests]) {
      if (content.damage === null) continue
      image.warn(`The rpm database ${node.path} cannot be read in full (${content.damage}); packages may be missing.`)
    }
    const [database] = [...databases.sort(byAuthority), ...manifests].filter(
      ({ content }) => content.packages.length > 0,
    )
    if (database === undefined) return []
    const { node } = database
    const log = tree.get(node.path + WAL_SUFFIX)
    if (log !== undefined && tree.fact(log) !== undefined) {
      image.warn(`The log ${log.path} is not read; packages may be wrong where it has changes that ${node.name} lacks.`)
    }
    const since = installedSince(
      tree.history(node.path).map(({ layer, fact }) => ({ layer, keys: packagesOf(fact).map(keyOf) })),
    )
    return database.content.packages.map((found) => ({
      ...packageOf(found, image.os),
      database: node.path,
      layer: since.get(keyOf(found)) ?? node.layer,
    }))
  },
}

function visibleAt(tree: SquashedTree<RpmFact>, paths: readonly string[]): VisibleDatabase[] {
  const found: VisibleDatabase[] = []
  for (const path of paths) {
    // `get` follows no symlinks: a database that is reached through one too is found once, at the end of it.
    const node = tree.get(path)
    const content = node === undefined ? undefined : tree.fact(node)
    if (node !== undefined && content !== undefined && 'packages' in content) found.push({ node, content })
  }
  return found
}

/**
 * rpm uses one database. Where there are two, because an upgrade moved it to another directory or format, that is the one
 * that was written in a later layer, and in one layer the one with more packages. (The sort is stable: otherwise it is the
 * one whose path comes first.)
 */
function byAuthority(a: VisibleDatabase, b: VisibleDatabase): number {
  return b.node.layer - a.node.layer || b.content.packages.length - a.content.packages.length
}

function packagesOf(fact: RpmFact): readonly RpmPackage[] {
  return 'packages' in fact ? fact.packages : []
}

/** Unlike those of other managers, rpm's packages may be installed in several versions and for several architectures. */
function keyOf({ name, version, architecture }: RpmPackage): string {
  return `${name} ${version} ${architecture}`
}

function packageOf(found: RpmPackage, os: OsRelease | null): Omit<Package, 'database' | 'layer'> {
  const { name, version, architecture, license } = found
  const source = sourceOf(found.sourceRpm)
  return {
    type: 'rpm',
    name,
    version,
    architecture,
    source,
    licenses: license === null ? [] : [license],
    purl: purlOf({ type: 'rpm', name, version, architecture, source }, os),
    paths: itemsOf(found.paths),
    dependencies: itemsOf(found.requires),
    provides: itemsOf(found.provides),
  }
}

/** `bash-5.1.8-6.el9.src.rpm` is what bash 5.1.8-6.el9 was built from. */
function sourceOf(sourceRpm: string | null): Package['source'] {
  const [, name, version] = /^(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(sourceRpm ?? '') ?? []
  return name === undefined || version === undefined ? null : { name, version }
}
