import { decodeName } from '../../layer/tar/text.ts'
import type { SquashedTree, TreeNode } from '../../rootfs/tree.ts'
import { APK_DATABASES } from '../package-records.ts'
import { type ApkEntries, type ApkEntry, parseApkInstalled } from './apk-installed.ts'
import { incompleteWarning } from './cut-short.ts'
import { installedSince } from './installed-since.ts'
import type { Package, PackageCataloger } from './package.ts'
import { purlOf } from './purl.ts'

/** On a merged /usr one is reached through the other. */
const DATABASES: ReadonlySet<string> = new Set(APK_DATABASES)

/** With its file lists, about 150 bytes a file: room for half a million files. */
const DATABASE_LIMIT = 64 * 2 ** 20

/** Packages of Alpine and of what is built with its tools (Wolfi, Chainguard). */
export const apkCataloger: PackageCataloger<ApkEntries> = {
  name: 'apk',
  version: 2,

  select: ({ path }) => (DATABASES.has(path) ? { limit: DATABASE_LIMIT } : undefined),

  read: (_, content) => parseApkInstalled(decodeName(content.bytes)),

  conclude(tree, image) {
    const found = new Map<string, Package>()
    for (const { node, fact } of latestFirst(tree)) {
      if (fact.incomplete) image.warn(incompleteWarning(node.path))
      const since = installedSince(
        tree.history(node.path).map((version) => ({ layer: version.layer, keys: version.fact.entries.map(keyOf) })),
      )
      for (const entry of fact.entries) {
        if (found.has(entry.name)) continue
        const { name, version, architecture, dependencies, provides, paths } = entry
        const source = entry.origin === null ? null : { name: entry.origin, version }
        found.set(name, {
          type: 'apk',
          name,
          version,
          architecture,
          source,
          licenses: entry.license === null ? [] : [entry.license],
          purl: purlOf({ type: 'apk', name, version, architecture, source }, image.os),
          paths,
          database: node.path,
          layer: since.get(keyOf(entry)) ?? node.layer,
          dependencies,
          provides,
        })
      }
    }
    return [...found.values()]
  },
}

/** A package is installed once: where two databases state it, the one that was written last is right. */
function latestFirst(tree: SquashedTree<ApkEntries>): { readonly node: TreeNode; readonly fact: ApkEntries }[] {
  return [...tree.facts()].sort((a, b) => b.node.layer - a.node.layer)
}

function keyOf({ name, version }: ApkEntry): string {
  return `${name} ${version}`
}
