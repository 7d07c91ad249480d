import { asListed, type ListingOptions, largestFirst, listed, type Orders } from '../listing/order.ts'
import type { DuplicateGroup, DuplicatesDocument, DuplicatesSortKey } from '../report/files-document.ts'
import { displayPath } from '../rootfs/path.ts'
import { sameContents } from '../rootfs/same-contents.ts'
import { type FileSelection, type FilledImage, headOf, packageOf, selectNodes } from './selection.ts'

const ORDERS: Orders<DuplicateGroup, DuplicatesSortKey> = {
  wasted: largestFirst((group) => group.wastedBytes),
  size: largestFirst((group) => group.size),
  copies: largestFirst((group) => group.copies.length),
  path: asListed,
}

/**
 * Content that several of the wanted files have. Hard links to one file are one copy, and empty files cost nothing.
 * @throws {UsageError} when a glob makes no sense.
 */
export function duplicateFiles(
  inventory: FilledImage,
  { sort, reverse, limit, ...selection }: FileSelection & ListingOptions<DuplicatesSortKey>,
): DuplicatesDocument {
  const { owners } = inventory
  const groups = sameContents(selectNodes(inventory, selection)).map((nodes) => ({
    sha256: nodes[0]!.sha256!,
    size: nodes[0]!.size,
    wastedBytes: nodes[0]!.size * (nodes.length - 1),
    copies: nodes.map((node) => ({
      path: displayPath(node.path),
      layer: node.layer,
      ...packageOf(owners, node),
    })),
  }))
  const wastedBytes = groups.reduce((sum, group) => sum + group.wastedBytes, 0)
  const { rows, more } = listed(groups, ORDERS, { sort, reverse, limit })
  return { ...headOf(inventory, 'duplicates'), duplicates: rows, more, total: { groups: groups.length, wastedBytes } }
}
