import type { Loss, LossKind } from '../rootfs/loss.ts'
import type { TreeNode } from '../rootfs/tree.ts'

/**
 * A name that a layer wrote and another one took away. A file with several names (hard links) has one of these for each that
 * went, but bytes only in one of them, and only where no name is left.
 */
export interface ShadowedEntry {
  /** What was there. */
  readonly node: TreeNode
  /** Content that a layer stores and no one sees: what leaving it out would save. */
  readonly bytes: number
  /** Index of the layer that wrote it. */
  readonly layer: number
  /** Index of the layer that shadowed it: for an entry with bytes, that which took the last name of the file. */
  readonly shadowedBy: number
  readonly kind: LossKind
  /** What the shadowing layer has in its place; null for nothing. */
  readonly replacement: TreeNode | null
}

/**
 * Every path that a later layer overwrote, deleted or hid, in the order in which they went. `nodes` are those of the final
 * filesystem. The bytes of all add up to the image's `reclaimableBytes`, and those of each layer to what the layer wastes.
 * Directories are left out: they hold no bytes.
 */
export function shadowedEntries(nodes: Iterable<TreeNode>, losses: readonly Loss[]): ShadowedEntry[] {
  const lost = losses.filter(({ node }) => node.type !== 'directory')
  if (lost.length === 0) return []
  const lastLoss = new Map<number, Loss>()
  for (const loss of lost) lastLoss.set(loss.node.inode, loss)
  for (const node of nodes) lastLoss.delete(node.inode) // it has a name left, so that its content is seen
  const counted = new Set<number>()
  return lost.map((loss) => {
    const { node } = loss
    const end = lastLoss.get(node.inode)
    // The name that brought the content; for a hard link of a higher layer to a file of a lower one these differ.
    const holdsContent = end !== undefined && node.layer === node.contentLayer && !counted.has(node.inode)
    if (holdsContent) counted.add(node.inode)
    const { layer: shadowedBy, kind, replacement } = holdsContent ? end : loss
    return { node, bytes: holdsContent ? node.size : 0, layer: node.layer, shadowedBy, kind, replacement }
  })
}
