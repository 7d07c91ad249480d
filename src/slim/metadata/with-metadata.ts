import { packageRecordsReader } from '../../catalogers/package-records.ts'
import type { Package } from '../../catalogers/packages/package.ts'
import { pathFinder } from '../../inventory/owners.ts'
import { parentOf } from '../../rootfs/path.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import type { Decision } from '../keep-reason.ts'
import type { SlimPlan } from '../slim-plan.ts'
import { rewriteApk } from './apk.ts'
import { rewriteDpkg } from './dpkg.ts'
import type { MetadataRewriter } from './metadata-change.ts'
import { keepChisel, keepOwnFiles, rewritePacman } from './own-files.ts'
import { rewriteRpm } from './rpm.ts'

/** Managers with one database for all of their packages; those of languages have a file for each. */
const REWRITERS: ReadonlyMap<Package['type'], MetadataRewriter> = new Map([
  ['deb', rewriteDpkg],
  ['apk', rewriteApk],
  ['rpm', rewriteRpm],
  ['pacman', rewritePacman],
  ['chisel', keepChisel],
])

/**
 * Completes a plan by what makes the result's package databases state the packages that are there and no others. The image must
 * have been read with `packageRecords`. Pure.
 * @param isTaken whether another base, which the image is put onto, has something at a path
 */
export function withMetadata(plan: SlimPlan, isTaken: (path: string) => boolean = () => false): SlimPlan {
  const { image } = plan
  const decisions = new Map(plan.decisions)
  const rewritten = new Map(plan.rewritten)
  const doubts = [...plan.doubts]
  const records = image.factsOf(packageRecordsReader)
  const find = pathFinder(image.tree)
  const isThere = (path: string): boolean => {
    const node = find(path)
    return node !== undefined && decisions.get(node)?.keep === true
  }
  const isDropped = (path: string): boolean => find(path) !== undefined && !isThere(path)
  const stated = new Set<Package>()
  for (const [type, installed] of Map.groupBy(image.packages, (found) => found.type)) {
    const rewrite = REWRITERS.get(type) ?? keepOwnFiles
    const packages = plan.packages.filter((found) => found.type === type)
    const change = rewrite({ plan: { ...plan, decisions }, records, packages, installed, isThere, isDropped, isTaken })
    for (const node of change.dropped) drop(node, decisions)
    for (const node of change.kept) keep(node, decisions)
    for (const [path, file] of change.files) {
      rewritten.set(path, file)
      keep(nearestNode(image.tree, path), decisions)
    }
    for (const found of change.packages) stated.add(found)
    doubts.push(...change.doubts)
  }
  return { ...plan, decisions, rewritten, doubts, packages: image.packages.filter((found) => stated.has(found)) }
}

const KEPT: Decision = {
  keep: true,
  reason: { kind: 'package-database', says: 'states packages that are kept', because: null },
}
const DROPPED: Decision = {
  keep: false,
  reason: { kind: 'package-database', says: 'states packages in a form that the result does not have' },
}

/** What is at a path, or the directory that is the last on the way to it. */
function nearestNode(tree: SlimPlan['image']['tree'], path: string): TreeNode {
  for (let at = path; at !== '/'; at = parentOf(at)) {
    const node = tree.get(at)
    if (node !== undefined) return node
  }
  return tree.root
}

/** Keeps a path and the directories on the way to it. */
function keep(node: TreeNode, decisions: Map<TreeNode, Decision>): void {
  for (let at: TreeNode | null = node; at?.parent; at = at.parent) if (!decisions.get(at)?.keep) decisions.set(at, KEPT)
}

/** Drops a path and all below it. Not recursive: hostile trees are deep. */
function drop(node: TreeNode, decisions: Map<TreeNode, Decision>): void {
  const nodes = [node]
  for (const next of nodes) {
    if (decisions.get(next)?.keep !== false) decisions.set(next, DROPPED)
    for (const child of next.children?.values() ?? []) nodes.push(child)
  }
}
