import type { TreeNode } from '../rootfs/tree.ts'
import type { Closure } from './closure.ts'
import type { Decision, DropReason, KeepReason } from './keep-reason.ts'
import type { SlimImage } from './slim-image.ts'

const UNNEEDED: Decision = {
  keep: false,
  reason: { kind: 'unneeded', says: 'nothing that stays leads to it' },
}
const DANGLING: DropReason = { kind: 'dangling', says: 'what it leads to does not stay' }
const EMPTIED: DropReason = { kind: 'emptied', says: 'nothing in it stays' }

/** One decision for each path below the root. */
export function decisionsOf(closure: Closure, image: SlimImage): Map<TreeNode, Decision> {
  const decisions = new Map<TreeNode, Decision>()
  const unneededOf = new Map<unknown, Decision>()
  const nodes = Array.from(image.tree.nodes())
  const loose = new Set<TreeNode>()
  for (const node of nodes) {
    const reason = closure.reasonOf(node)
    if (node.type === 'symlink' && reason !== undefined && closure.isPart(node)) loose.add(node)
    const isSettledLater =
      node.type === 'directory' && (reason === undefined || (closure.isPart(node) && node.children!.size > 0))
    if (isSettledLater) decisions.set(node, { keep: false, reason: EMPTIED })
    else if (reason !== undefined) decisions.set(node, { keep: true, reason })
    else decisions.set(node, dropOf(node, closure, image, unneededOf))
  }
  keepDirectories(
    nodes.filter((node) => !loose.has(node)),
    decisions,
  )
  for (const link of loose) {
    const end = image.tree.resolve(link.path)
    const isThere = end === undefined || end.parent === null || decisions.get(end)?.keep !== false
    if (!isThere && image.offer?.at(end.path) === undefined) {
      decisions.set(link, { keep: false, reason: DANGLING })
    }
  }
  keepDirectories([...loose], decisions)
  return decisions
}

/** What holds what stays has to stay; parents of parents, until one is there already. */
function keepDirectories(nodes: readonly TreeNode[], decisions: Map<TreeNode, Decision>): void {
  for (const node of nodes) {
    if (decisions.get(node)?.keep !== true) continue
    const reason: KeepReason = { kind: 'directory', says: `holds ${node.path}`, because: node }
    for (let above = node.parent; above !== null && above.parent !== null; above = above.parent) {
      if (decisions.get(above)?.keep === true) break
      decisions.set(above, { keep: true, reason })
    }
  }
}

/** One object for all that goes for the same reason. */
function dropOf(node: TreeNode, closure: Closure, image: SlimImage, known: Map<unknown, Decision>): Decision {
  const reason = closure.droppedBecause(node)
  const owner = reason === undefined ? image.systemOwner(node) : undefined
  const key = reason ?? owner
  if (key === undefined) return UNNEEDED
  let decision = known.get(key)
  if (decision === undefined) {
    const says = `nothing that stays leads to it in ${owner?.name}`
    decision = { keep: false, reason: reason ?? { kind: 'unneeded', says } }
    known.set(key, decision)
  }
  return decision
}
