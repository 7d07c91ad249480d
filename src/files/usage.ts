import { asListed, type ListingOptions, largestFirst, listed, type Orders } from '../listing/order.ts'
import type { DirectoryUsage, DiskUsageDocument, DiskUsageSortKey } from '../report/files-document.ts'
import { displayPath } from '../rootfs/path.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import { contentBelow } from './content-below.ts'
import { type FileSelection, type FilledImage, headOf, selectNodes, totalOf } from './selection.ts'

/** How content by directory is wanted. */
export interface DiskUsageOptions extends FileSelection, ListingOptions<DiskUsageSortKey> {
  /** How far below the root directories are listed, as `du -d` counts it; null for all. */
  readonly depth: number | null
}

const ORDERS: Orders<DirectoryUsage, DiskUsageSortKey> = {
  size: largestFirst((row) => row.bytes),
  files: largestFirst((row) => row.files),
  path: asListed,
}

/**
 * Content by directory: of every directory with a wanted regular file in it or below it.
 * @throws {UsageError} when a glob makes no sense.
 */
export function diskUsage(
  inventory: FilledImage,
  { depth, sort, reverse, limit, ...selection }: DiskUsageOptions,
): DiskUsageDocument {
  const nodes = selectNodes(inventory, selection)
  const totals = contentBelow(inventory, nodes)
  const directories: DirectoryUsage[] = []
  for (const node of [inventory.tree.root, ...inventory.tree.nodes()]) {
    const total = totals.get(node)
    if (total === undefined || (total.files === 0 && node.parent !== null)) continue
    if (depth === null || depthOf(node) <= depth) directories.push({ path: displayPath(node.path), ...total })
  }
  const { rows, more } = listed(directories, ORDERS, { sort, reverse, limit })
  return { ...headOf(inventory, 'usage'), directories: rows, more, total: totalOf(nodes) }
}

/** 0 for the root, 1 for what is in it. */
function depthOf({ parent }: TreeNode): number {
  let depth = 0
  for (let node = parent; node !== null; node = node.parent) depth++
  return depth
}
