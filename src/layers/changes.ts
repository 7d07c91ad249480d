import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { Loss, LossKind } from '../rootfs/loss.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import { changedAspects } from './aspects.ts'

/** What a layer did to one path. */
export interface PathChange {
  readonly path: string
  /**
   * `A` for added, `M` for modified: the layer writes what was there again, the same or not; `D` for deleted. Null for a
   * directory that the layer lists as it was but for its time, as tars do on the way to a file.
   */
  readonly kind: 'A' | 'M' | 'D' | null
  /** What the layers below have at the path; null for nothing. */
  readonly before: TreeNode | null
  /** What this layer leaves at the path; null for nothing. */
  readonly after: TreeNode | null
  /** How the layer took away what was there; null where it only wrote a directory again. */
  readonly loss: LossKind | null
}

/**
 * What each layer did to the filesystem below it, base first; within a layer in no order that means anything. What a layer
 * writes and takes away again itself, as one with a path given twice does, is not in it.
 */
export function changesByLayer({
  layers,
  tree,
  losses,
}: Pick<ImageInventory, 'layers' | 'tree' | 'losses'>): readonly (readonly PathChange[])[] {
  const changes: PathChange[][] = layers.map(() => [])
  const lost: Map<string, Loss>[] = layers.map(() => new Map())
  for (const loss of losses) if (firstLayerOf(loss.node) < loss.layer) lost[loss.layer]!.set(loss.node.path, loss)

  const follow = (node: TreeNode, lostIn: number): void => {
    const versions = versionsOf(node).filter(({ layer }) => layer < lostIn)
    for (const [index, after] of versions.entries()) {
      const { path, layer } = after
      if (index > 0) changes[layer]!.push(directoryChange(path, versions[index - 1]!, after))
      else {
        const loss = lost[layer]!.get(path)
        lost[layer]!.delete(path)
        const before = loss === undefined ? null : lastBefore(loss.node, layer)
        changes[layer]!.push({ path, kind: before === null ? 'A' : 'M', before, after, loss: loss?.kind ?? null })
      }
    }
  }
  for (const node of tree.nodes()) follow(node, Number.POSITIVE_INFINITY)
  for (const { node, layer } of losses) follow(node, layer)

  for (const [layer, losses] of lost.entries()) {
    for (const [path, { node, kind: loss }] of losses)
      changes[layer]!.push({ path, kind: 'D', before: lastBefore(node, layer), after: null, loss })
  }
  return changes
}

function directoryChange(path: string, before: TreeNode, after: TreeNode): PathChange {
  const isSame = changedAspects(before, after).every((aspect) => aspect === 'mtime')
  return { path, kind: isSame ? null : 'M', before, after, loss: null }
}

/** What the path was as each layer wrote it that did not have to take it away first, base first. */
function versionsOf(node: TreeNode): readonly TreeNode[] {
  return node.earlier === null ? [node] : [...node.earlier, node]
}

function firstLayerOf(node: TreeNode): number {
  return node.earlier?.[0]?.layer ?? node.layer
}

function lastBefore(node: TreeNode, layer: number): TreeNode {
  return versionsOf(node).findLast((version) => version.layer < layer)!
}
