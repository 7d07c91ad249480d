import { isInsideFile, isLanguageType, type Package } from '../catalogers/packages/package.ts'
import { InodeSet } from '../rootfs/inode-set.ts'
import type { SquashedTree, TreeNode } from '../rootfs/tree.ts'
import { claim, listedNodes, type Owners, pathFinder } from './owners.ts'

/** A package with what this image has of it. */
export interface InstalledPackage extends Package {
  /** Content of its files, hard links once, in bytes. */
  readonly installedBytes: number
  /** Regular files of its list that are in the image. */
  readonly files: number
  /**
   * The package that brought it: the one that owns the file by which it is known (`database`), as Debian's python3-yaml owns
   * PyYAML's metadata, and an npm package the Go program that has modules in it. Its files are that one's, and count there.
   */
  readonly ownedBy: Pick<Package, 'type' | 'name'> | null
}

/** Which files packages own, and what is left. */
export interface Ownership {
  readonly packages: readonly InstalledPackage[]
  /** Directories and symlinks included. Of several packages that list a path, it is the one whose manager may own the other's. */
  readonly owners: Owners
  readonly unowned: { readonly files: number; readonly bytes: number }
}

/** Finds the files that each package lists, also where a directory of the list has become a symlink (merged /usr). */
export function ownership(tree: SquashedTree<unknown>, packages: readonly Package[]): Ownership {
  const owners = new Map<TreeNode, InstalledPackage | null>()
  const ownedInodes = new InodeSet()
  const owned = { files: 0, bytes: 0 }
  const ofPackage = new InodeSet()
  const installed = new Map<Package, InstalledPackage>()
  const find = pathFinder(tree)
  const standings = new Map(packages.map((item) => [item, standingOf(item)]))
  const inOrder = packages.toSorted((a, b) => standings.get(a)! - standings.get(b)!)
  for (const item of inOrder) {
    const owner = isLanguageType(item.type) ? ownerOf(item) : undefined
    const nodes = listedNodes(item, find)
    const files = nodes.filter(({ type }) => type === 'file')
    const found: InstalledPackage = {
      ...item,
      files: files.length,
      installedBytes: contentBytes(files, ofPackage),
      ownedBy: owner === undefined ? null : { type: owner.type, name: owner.name },
    }
    installed.set(item, found)
    if (owner !== undefined) continue
    for (const node of nodes) {
      if (node.type === 'file' && !owners.has(node)) owned.files++
      claim(owners, node, found)
    }
    for (const { inode, size } of files) if (ownedInodes.add(inode)) owned.bytes += size
  }
  const all = regularFiles(tree)
  return {
    packages: packages.map((item) => installed.get(item)!),
    owners,
    unowned: { files: all.files - owned.files, bytes: all.bytes - owned.bytes },
  }

  /** Only what comes before: two packages that list each other would both count nowhere. */
  function ownerOf(item: Package): InstalledPackage | undefined {
    const database = find(item.database)
    const owner = database && owners.get(database)
    return owner && standingOf(owner) < standings.get(item)! ? owner : undefined
  }
}

/**
 * What may own another has less: the operating system's packages, then conda's and other languages', then those inside of one
 * file; of these each in the order of their depth.
 */
function standingOf({ type, database }: Package): number {
  const rank = !isLanguageType(type) ? 0 : type === 'conda' ? 1 : isInsideFile(type) ? 3 : 2
  return rank * MAX_DEPTH + Math.min(database.split('/').length, MAX_DEPTH - 1)
}

/** More components than a path has. */
const MAX_DEPTH = 2 ** 16

/** Hard links once. */
function contentBytes(nodes: readonly TreeNode[], met: InodeSet): number {
  met.clear()
  let bytes = 0
  for (const { inode, size } of nodes) if (met.add(inode)) bytes += size
  return bytes
}

/** How many there are, and their content, hard links once. */
function regularFiles(tree: SquashedTree<unknown>): Ownership['unowned'] {
  const met = new InodeSet()
  let files = 0
  let bytes = 0
  for (const { type, inode, size } of tree.nodes()) {
    if (type !== 'file') continue
    files++
    if (met.add(inode)) bytes += size
  }
  return { files, bytes }
}
