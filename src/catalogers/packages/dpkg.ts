import type { EntryHeader } from '../../layer/entry.ts'
import type { FileContent } from '../../layer/file-content.ts'
import { decodeName } from '../../layer/tar/text.ts'
import type { SquashedTree, TreeNode } from '../../rootfs/tree.ts'
import { DPKG_DIRECTORY, DPKG_INFO_DIRECTORY, DPKG_STATUS, DPKG_STATUS_DIRECTORY } from '../package-records.ts'
import { incompleteWarning } from './cut-short.ts'
import {
  COPYRIGHT_LIMIT,
  type CopyrightLicenses,
  copyrightNode,
  isCopyright,
  parseCopyright,
} from './debian-copyright.ts'
import { type DpkgEntry, parseDpkgControl, parseDpkgList, parseDpkgStatus, parseMd5sums } from './dpkg-entry.ts'
import { installedSince } from './installed-since.ts'
import type { Package, PackageCataloger } from './package.ts'
import { purlOf } from './purl.ts'

/** A paragraph of the status file has about 1 KB, and all of Debian some 70,000 packages. */
const STATUS_LIMIT = 64 * 2 ** 20
const LIST_LIMIT = 16 * 2 ** 20

type DpkgFact =
  | { readonly entries: readonly DpkgEntry[]; readonly incomplete: boolean }
  | { readonly paths: readonly string[] }
  | CopyrightLicenses

/** Debian packages: dpkg's status database, and the one file a package of distroless images (`status.d`). */
export const dpkgCataloger: PackageCataloger<DpkgFact> = {
  name: 'dpkg',
  version: 3,

  select({ path }) {
    if (isCopyright(path)) return { limit: COPYRIGHT_LIMIT }
    if (!path.startsWith(DPKG_DIRECTORY)) return undefined
    if (path === DPKG_STATUS) return { limit: STATUS_LIMIT }
    if (path.startsWith(`${DPKG_STATUS_DIRECTORY}/`)) return { limit: LIST_LIMIT }
    if (!path.startsWith(`${DPKG_INFO_DIRECTORY}/`)) return undefined
    return path.endsWith('.list') || path.endsWith('.md5sums') ? { limit: LIST_LIMIT } : undefined
  },

  read: readFact,

  conclude(tree, image) {
    const found = new Map<string, Package>()
    let since: ReadonlyMap<string, number> | undefined
    for (const { node, fact } of tree.facts()) {
      if (!('entries' in fact)) continue
      if (fact.incomplete) image.warn(incompleteWarning(node.path))
      for (const entry of fact.entries) {
        const key = keyOf(entry)
        if (found.has(key)) continue // hard links, and status.d beside status
        const files = filesNode(tree, node, entry)
        found.set(key, {
          type: 'deb',
          ...entry,
          ...licensesOf(tree, entry.name),
          purl: purlOf({ type: 'deb', ...entry }, image.os),
          paths: files === undefined ? [] : pathsOf(tree.fact(files)),
          database: node.path,
          layer: layerOf(node, files, entry),
        })
      }
    }
    return [...found.values()]

    /** dpkg writes a package's file list when it installs or upgrades it; the status file it writes each time. */
    function layerOf(node: TreeNode, files: TreeNode | undefined, entry: DpkgEntry): number {
      if (node.path !== DPKG_STATUS) return node.layer
      if (files !== undefined) return files.layer
      since ??= installedSince(statusHistory(tree))
      return since.get(keyOf(entry)) ?? node.layer
    }
  },
}

function readFact({ path }: EntryHeader, content: FileContent): DpkgFact {
  if (isCopyright(path)) return parseCopyright(content.text)
  if (path.endsWith('.list')) return { paths: parseDpkgList(decodeName(content.bytes)) }
  if (path.endsWith('.md5sums')) return { paths: parseMd5sums(decodeName(content.bytes)) }
  return path === DPKG_STATUS ? parseDpkgStatus(content.text) : parseDpkgControl(content.text)
}

/** The file that lists what a package owns; packages that may be installed for several architectures carry theirs. */
function filesNode(tree: SquashedTree<DpkgFact>, database: TreeNode, entry: DpkgEntry): TreeNode | undefined {
  if (database.path !== DPKG_STATUS) return tree.get(`${database.path}.md5sums`)
  for (const suffix of ['list', 'md5sums']) {
    for (const name of [`${entry.name}:${entry.architecture}`, entry.name]) {
      const node = tree.get(`${DPKG_INFO_DIRECTORY}/${name}.${suffix}`)
      if (node?.type === 'file') return node
    }
  }
  return undefined
}

function pathsOf(fact: DpkgFact | undefined): readonly string[] {
  return fact !== undefined && 'paths' in fact ? fact.paths : []
}

function licensesOf(tree: SquashedTree<DpkgFact>, name: string): CopyrightLicenses {
  const node = copyrightNode(tree, name)
  const fact = node === undefined ? undefined : tree.fact(node)
  return fact !== undefined && 'licenses' in fact ? fact : { licenses: [] }
}

function statusHistory(tree: SquashedTree<DpkgFact>): { layer: number; keys: string[] }[] {
  return tree
    .history(DPKG_STATUS)
    .map(({ layer, fact }) => ({ layer, keys: 'entries' in fact ? fact.entries.map(keyOf) : [] }))
}

function keyOf({ name, version, architecture }: DpkgEntry): string {
  return `${name} ${version} ${architecture}`
}
