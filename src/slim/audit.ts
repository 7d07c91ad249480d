import type { AuditedPath, SlimAudit } from '../report/slim-document.ts'
import { displayPath } from '../rootfs/path.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import { reasonTotals } from './reason-totals.ts'
import type { SlimPlan } from './slim-plan.ts'

/** What becomes of every path of the source, and why. The paths are made as they are asked for. */
export function slimAudit(plan: SlimPlan): SlimAudit {
  const { image, mode } = plan
  const { reference, descriptor } = image
  const { kept, dropped } = reasonTotals(plan)
  return {
    schemaVersion: 1,
    reference: displayPath(reference),
    digest: descriptor?.digest ?? null,
    mode,
    kept,
    dropped,
    paths: {
      *[Symbol.iterator]() {
        for (const node of image.tree.nodes()) yield auditedPath(plan, node)
      },
    },
  }
}

/** What becomes of a path. */
export function auditedPath({ decisions, stripped }: SlimPlan, node: TreeNode): AuditedPath {
  const decision = decisions.get(node)!
  const { kind, says } = decision.reason
  const stripBytes = stripped.get(node)
  const because = decision.keep ? decision.reason.because : null
  return {
    path: displayPath(node.path),
    keep: decision.keep,
    bytes: node.size,
    ...(stripBytes !== undefined && { stripBytes }),
    reason: kind,
    says: displayPath(says),
    because: because && displayPath(because.path),
  }
}
