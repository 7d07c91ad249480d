import { isInsideFile } from '../../catalogers/packages/package.ts'
import type { InstalledPackage } from '../../inventory/ownership.ts'
import { literalGlob } from '../../listing/literal-glob.ts'
import { displayPath } from '../../rootfs/path.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import { PackageFiles } from '../../why/package-files.ts'
import type { SlimPlan } from '../slim-plan.ts'

/** What is decided about as one: a package, or a path that no package has, with all below it. */
export interface ReviewGroup {
  /** The package's name, or the path. */
  readonly name: string
  /** What the flags take that keep and drop it. */
  readonly flag: { readonly of: 'package' | 'path'; readonly value: string }
  /** What is meant, without directories. */
  readonly nodes: ReadonlySet<TreeNode>
}

/** Beyond these, groups are too small to be looked at one by one. */
const MOST_GROUPS = 500

/** What there is to decide about, the largest first. Packages of one name are one, because flags know them by it. */
export function reviewGroups(plan: SlimPlan): ReviewGroup[] {
  const { tree } = plan.image
  // what is inside a file is there with the file, which has a package of its own, or a path
  const packages = plan.image.packages.filter(({ type }) => !isInsideFile(type))
  const files = new PackageFiles(tree, packages)
  const groups = [...packageGroups(packages, files), ...pathGroups(plan, files)]
  const keyed = groups.map((group) => ({ group, bytes: bytesIn(group.nodes) }))
  return keyed
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes || (a.group.name < b.group.name ? -1 : 1))
    .slice(0, MOST_GROUPS)
    .map(({ group }) => group)
}

/** Contents of these files in bytes, hard links once. */
export function bytesIn(nodes: Iterable<TreeNode>): number {
  const byContent = new Map<number, number>()
  for (const { inode, size } of nodes) byContent.set(inode, size)
  return [...byContent.values()].reduce((sum, size) => sum + size, 0)
}

function packageGroups(packages: readonly InstalledPackage[], files: PackageFiles): ReviewGroup[] {
  const groups: ReviewGroup[] = []
  for (const [name, found] of Map.groupBy(packages, (each) => each.name)) {
    const nodes = new Set(found.flatMap((each) => files.filesOf(each)))
    if (nodes.size > 0) groups.push({ name, flag: { of: 'package', value: literalGlob(name) }, nodes })
  }
  return groups
}

/** The topmost paths below which no package has anything, and either everything stays or nothing does. */
function pathGroups({ image, decisions }: SlimPlan, files: PackageFiles): ReviewGroup[] {
  const nodes = Array.from(image.tree.nodes()).filter(({ type }) => type !== 'directory')
  const stateOf = new Map<TreeNode, boolean | 'mixed'>()
  for (const node of nodes) {
    const state = files.ownersOf(node).length > 0 ? 'mixed' : decisions.get(node)!.keep
    stateOf.set(node, state)
    for (let at = node.parent; at !== null; at = at.parent) {
      const known = stateOf.get(at)
      if (known === 'mixed') break
      stateOf.set(at, at.parent === null || (known !== undefined && known !== state) ? 'mixed' : state)
    }
  }
  const tops = new Map<TreeNode, Set<TreeNode>>()
  for (const node of nodes) {
    if (stateOf.get(node) === 'mixed') continue
    let top = node
    while (top.parent !== null && stateOf.get(top.parent) !== 'mixed') top = top.parent
    const known = tops.get(top)
    if (known === undefined) tops.set(top, new Set([node]))
    else known.add(node)
  }
  return Array.from(tops, ([top, below]) => {
    const glob = literalGlob(top.path)
    const value = top.children !== null && glob !== top.path ? `${glob}/` : glob
    return { name: displayPath(top.path), flag: { of: 'path', value }, nodes: below }
  })
}
