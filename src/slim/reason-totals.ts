import type { ReasonTotal } from '../report/slim-document.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import type { SlimPlan } from './slim-plan.ts'

/** A total that is being added up. */
type Adding = { -readonly [Key in keyof ReasonTotal]: ReasonTotal[Key] }

/** Adds up what each kind of reason keeps and drops. A content counts once, and as dropped only where no name of it is kept. */
export function reasonTotals({ decisions }: SlimPlan): {
  readonly kept: ReasonTotal[]
  readonly dropped: ReasonTotal[]
} {
  const counted = new Set<number>()
  const totalsOf = (keep: boolean): ReasonTotal[] => {
    const totals = new Map<string, Adding>()
    for (const [node, decision] of decisions) {
      if (decision.keep !== keep) continue
      const { kind } = decision.reason
      const total = totals.get(kind) ?? { reason: kind, paths: 0, files: 0, bytes: 0 }
      totals.set(kind, total)
      add(total, node, counted)
    }
    return [...totals.values()].sort((a, b) => b.bytes - a.bytes || b.paths - a.paths)
  }
  return { kept: totalsOf(true), dropped: totalsOf(false) }
}

function add(total: Adding, { type, inode, size }: TreeNode, counted: Set<number>): void {
  total.paths++
  if (type !== 'file') return
  total.files++
  if (counted.has(inode)) return
  counted.add(inode)
  total.bytes += size
}
