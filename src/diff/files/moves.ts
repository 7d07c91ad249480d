import { alphabetical } from '../../listing/order.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import { pairByKey } from '../pair-by-key.ts'

/** What was removed and what was added, apart from what only moved. */
interface Moves {
  readonly pairs: readonly { readonly before: TreeNode; readonly after: TreeNode }[]
  readonly removed: readonly TreeNode[]
  readonly added: readonly TreeNode[]
}

/**
 * Pairs regular files of the same content, first those of the same name, then what there is only one of on each side: of
 * several nobody can say which is which. Empty files are not paired.
 */
export function pairMoves(removed: readonly TreeNode[], added: readonly TreeNode[]): Moves {
  const sizes = new Set(added.flatMap((node) => (isPairable(node) ? node.size : [])))
  const candidates = removed.filter((node) => isPairable(node) && sizes.has(node.size))
  if (candidates.length === 0) return { pairs: [], removed, added }
  // digests are only made into text where sizes are the same
  const oldSizes = new Set(candidates.map(({ size }) => size))
  const arrivals = added.filter((node) => isPairable(node) && oldSizes.has(node.size))
  const byName = pairByKey(candidates.sort(byPath), arrivals.sort(byPath), ({ sha256, name }) => `${sha256} ${name}`)
  const lone = [byName.removed, byName.added].map(onlyOnes)
  const byContent = pairByKey(lone[0]!, lone[1]!, ({ sha256 }) => sha256)
  const pairs = [...byName.pairs, ...byContent.pairs]
  const moved = new Set(pairs.flatMap(({ before, after }) => [before, after]))
  return {
    pairs,
    removed: removed.filter((node) => !moved.has(node)),
    added: added.filter((node) => !moved.has(node)),
  }
}

/** Those whose content no other has. */
function onlyOnes(nodes: readonly TreeNode[]): readonly TreeNode[] {
  const byContent = Map.groupBy(nodes, ({ sha256 }) => sha256)
  return nodes.filter(({ sha256 }) => byContent.get(sha256)!.length === 1)
}

const byPath = alphabetical(({ path }: TreeNode) => path)

function isPairable({ type, size }: TreeNode): boolean {
  return type === 'file' && size > 0
}
