import { contentBytes } from '../fit/content-bytes.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import type { SlimPlan } from './slim-plan.ts'

/** How large an image's final filesystem is before and after. */
interface PlanSizes {
  readonly before: { readonly files: number; readonly contentBytes: number; readonly packages: number }
  /** Without what is written besides (`SlimPlan.rewritten`), and less what stripping is expected to take out. */
  readonly after: PlanSizes['before']
}

/** Adds a plan up. */
export function planSizes({ image, decisions, packages, stripped }: SlimPlan): PlanSizes {
  const all = [...decisions.keys()]
  const kept = all.filter((node) => decisions.get(node)!.keep)
  const after = filesOf(kept)
  const contentBytes = after.contentBytes - strippedBytes(stripped)
  return {
    before: { ...filesOf(all), packages: image.packages.length },
    after: { ...after, contentBytes, packages: packages.length },
  }
}

/** What stripping is expected to take out, in bytes; hard links once. */
export function strippedBytes(stripped: SlimPlan['stripped']): number {
  const byContent = new Map(Array.from(stripped, ([{ inode }, bytes]) => [inode, bytes]))
  return [...byContent.values()].reduce((sum, bytes) => sum + bytes, 0)
}

function filesOf(nodes: readonly TreeNode[]): { files: number; contentBytes: number } {
  return { files: nodes.filter(({ type }) => type === 'file').length, contentBytes: contentBytes(nodes) }
}
