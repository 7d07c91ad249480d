import type { TreeNode } from '../../rootfs/tree.ts'
import { directoryOf } from '../../waste/left-behind.ts'
import type { Verdict } from '../closure.ts'
import type { DropReason } from '../keep-reason.ts'
import type { Policy } from '../policy.ts'
import type { SlimImage } from '../slim-image.ts'

/** Asks the policies: a hundred thousand files stand in some ten thousand directories, and few policies have business in any one. */
export function policyVerdict(policies: readonly Policy[], image: SlimImage): Verdict {
  const policiesIn = new Map<TreeNode | null, readonly Policy[]>()
  const reasons = new Map<Policy, DropReason>(
    policies.map((policy) => [policy, { kind: policy.name, says: policy.says }]),
  )
  return (node) => {
    if (node.type !== 'file') return undefined
    let possible = policiesIn.get(node.parent)
    if (possible === undefined) {
      const directory = directoryOf(node)
      possible = policies.filter(({ mayBeIn }) => mayBeIn(directory))
      policiesIn.set(node.parent, possible)
    }
    const policy = possible.find(({ drops }) => drops(node, image))
    return policy && reasons.get(policy)
  }
}
