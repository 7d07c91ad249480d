import { contentBytes } from '../fit/content-bytes.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import type { SlimPlan } from './slim-plan.ts'

/** How large an image's final filesystem is before and after. */
interface PlanSizes {
  readonly before: { readonly files: number; readonly contentBytes: number; readonly packages: number }
  /** Without what is written besides (`SlimPlan.rewritten`). */
  readonly after: PlanSizes['before']
}

/** Adds a plan up. */
export function planSizes({ image, decisions, packages }: SlimPlan): PlanSizes {
  const all = [...decisions.keys()]
  const kept = all.filter((node) => decisions.get(node)!.keep)
  return {
    before: { ...filesOf(all), packages: image.packages.length },
    after: { ...filesOf(kept), packages: packages.length },
  }
}

function filesOf(nodes: readonly TreeNode[]): { files: number; contentBytes: number } {
  return { files: nodes.filter(({ type }) => type === 'file').length, contentBytes: contentBytes(nodes) }
}
