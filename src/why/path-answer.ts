import type { InstalledPackage } from '../inventory/ownership.ts'
import type { PathAnswer } from '../report/why-document.ts'
import { nameOf } from '../rootfs/path.ts'
import { selfAndBelow } from '../rootfs/self-and-below.ts'
import type { SquashedTree, TreeNode } from '../rootfs/tree.ts'
import { chainTo } from './chain.ts'
import { type Investigation, packageName } from './investigation.ts'
import { dependentsOf, namingFiles } from './needs.ts'
import { pathVersions } from './path-versions.ts'
import { removalOf } from './removal.ts'

/** Why a path is in the image; `path` is the image's own, seen or hidden. */
export function pathAnswer(path: string, askedAs: PathAnswer['askedAs'], investigation: Investigation): PathAnswer {
  const { inventory, packageFiles, references } = investigation
  const node = inventory.tree.get(path)
  const versions = pathVersions(path, inventory)
  const files = new Set(node === undefined ? [] : selfAndBelow(node).map((below) => references.identity(below)))
  // A directory belongs to every package with something in it: none of them is why it is needed.
  const isDirectory = node?.type === 'directory'
  const owning = node === undefined ? [] : packageFiles.ownersOf(node)
  const packages = new Set<InstalledPackage>(isDirectory ? [] : owning)
  const contents = contentsOf(files)
  return {
    kind: 'path',
    path,
    askedAs,
    type: node?.type ?? versions.at(-1)?.type ?? 'file',
    visible: node !== undefined,
    bytes: node === undefined ? (versions.at(-1)?.bytes ?? 0) : contents.bytes,
    files: contents.files,
    linkTarget: node?.linkTarget ?? null,
    leadsTo: node?.type === 'symlink' ? (inventory.tree.resolve(path)?.path ?? null) : null,
    otherNames: node === undefined ? [] : otherNames(node, inventory.tree),
    versions,
    owners: owning.map((owner) => ({
      ...packageName(owner),
      files: owner.files,
      installedBytes: owner.installedBytes,
      slices: slicesOf(owner, path, inventory.tree),
    })),
    neededBy: { packages: dependentsOf(packages, investigation), files: namingFiles(files, investigation) },
    chain: node === undefined ? null : chainTo({ files, packages, endsAtPackage: false }, investigation),
    removal: removalOf(files, packages, investigation),
  }
}

/** Hard links are one file here: `files` has each by its first name. */
function contentsOf(files: ReadonlySet<TreeNode>): { files: number; bytes: number } {
  const contents = { files: 0, bytes: 0 }
  for (const { type, size } of files) {
    if (type !== 'file') continue
    contents.files++
    contents.bytes += size
  }
  return contents
}

function otherNames(node: TreeNode, tree: SquashedTree<unknown>): string[] {
  if (node.type !== 'file') return []
  return Array.from(tree.nodes())
    .filter((other) => other !== node && other.type === 'file' && other.inode === node.inode)
    .map(({ path }) => path)
}

function slicesOf({ slicePaths = {} }: InstalledPackage, path: string, tree: SquashedTree<unknown>): string[] {
  const isIt = (listed: string): boolean => listed === path || tree.resolveParent(listed)?.path === path
  return Object.entries(slicePaths)
    .filter(([, paths]) => paths.some((listed) => nameOf(listed) === nameOf(path) && isIt(listed)))
    .map(([slice]) => slice)
}
