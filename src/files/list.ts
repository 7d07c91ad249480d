import type { Owners } from '../inventory/owners.ts'
import { pathState } from '../layers/layer-entry.ts'
import {
  alphabetical,
  asListed,
  type ListingOptions,
  largestFirst,
  listed,
  type Orders,
  smallestFirst,
} from '../listing/order.ts'
import type { FileListDocument, FileSortKey } from '../report/files-document.ts'
import { displayPath } from '../rootfs/path.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import { ownerNames } from './owner-names.ts'
import { type FileSelection, type FilledImage, headOf, packageOf, selectNodes, totalOf } from './selection.ts'

/** Sorts after every name of a package. */
const NO_PACKAGE = '\uffff'

/**
 * Paths of the final filesystem, as `ls -l` lists them, with layer and package.
 * @throws {UsageError} when a glob makes no sense.
 */
export function listFiles(
  inventory: FilledImage,
  { sort, reverse, limit, ...selection }: FileSelection & ListingOptions<FileSortKey>,
): FileListDocument {
  const { owners } = inventory
  const nodes = selectNodes(inventory, selection)
  const { rows, more } = listed(nodes, ordersWith(owners), { sort, reverse, limit })
  const namesOf = ownerNames(inventory)
  const files = rows.map((node) => ({
    path: displayPath(node.path),
    ...pathState(node),
    ...namesOf(node),
    layer: node.layer,
    ...packageOf(owners, node),
  }))
  return { ...headOf(inventory, 'list'), files, more, total: totalOf(nodes) }
}

function ordersWith(owners: Owners): Orders<TreeNode, FileSortKey> {
  return {
    path: asListed,
    size: largestFirst((node) => node.size),
    mtime: largestFirst((node) => node.mtime),
    layer: smallestFirst((node) => node.layer),
    package: alphabetical((node) => owners.get(node)?.name ?? NO_PACKAGE),
    owner: (a, b) => a.uid - b.uid || a.gid - b.gid,
  }
}
