import type { SlimDrop } from '../report/slim-document.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import type { SlimPlan } from './slim-plan.ts'

const MOST = 10

/** The largest paths of which nothing is left, each with all that was below it, under the reason for most of that. */
export function largestDrops({ image, decisions, rewritten }: SlimPlan): SlimDrop[] {
  const isKept = (node: TreeNode | null): boolean =>
    node === null || node.parent === null || decisions.get(node)?.keep === true || rewritten.has(node.path)
  const counted = new Set<number>()
  for (const [{ inode }, { keep }] of decisions) if (keep) counted.add(inode)
  const drops: SlimDrop[] = []
  for (const top of image.tree.nodes()) {
    if (isKept(top) || !isKept(top.parent)) continue
    const byReason = new Map<string, number>()
    let files = 0
    let bytes = 0
    for (const node of belowAndSelf(top)) {
      if (node.type !== 'file') continue
      files++
      if (counted.has(node.inode)) continue
      counted.add(node.inode)
      bytes += node.size
      const { kind } = decisions.get(node)!.reason
      byReason.set(kind, (byReason.get(kind) ?? 0) + node.size)
    }
    const [most] = [...byReason].sort((a, b) => b[1] - a[1])
    const reason = most?.[0] ?? decisions.get(top)!.reason.kind
    drops.push({ path: top.path, reason, files, bytes })
  }
  return drops
    .sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1))
    .slice(0, MOST)
    .filter(({ bytes }) => bytes > 0)
}

/** Not recursive: hostile trees are deep. */
function belowAndSelf(top: TreeNode): TreeNode[] {
  const nodes = [top]
  for (const node of nodes) for (const child of node.children?.values() ?? []) nodes.push(child)
  return nodes
}
