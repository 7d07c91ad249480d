import type { SlimLearned } from '../report/slim-document.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import { auditedPath } from './audit.ts'
import type { SlimPlan } from './slim-plan.ts'

/** What runs of the image taught, and what stays for that alone; null where there were none. */
export function learnedDocument(plan: SlimPlan): SlimLearned | null {
  if (plan.learned === null) return null
  const { traces, added } = plan.learned
  const { tree } = plan.image
  const staying = added.filter((node) => plan.decisions.get(node)?.keep === true)
  const files = staying.filter(({ type }) => type === 'file')
  return {
    runs: traces.map(({ name, kind, uses, ended }) => ({
      name,
      kind,
      paths: [...uses.keys()].filter((path) => (tree.resolve(path) ?? tree.resolveParent(path)) !== undefined).length,
      exitCode: ended?.exitCode ?? null,
      stopped: ended?.stopped ?? false,
    })),
    files: files.length,
    bytes: bytesOf(files, plan),
    added: staying.map((node) => {
      const { path, bytes, reason, says, because } = auditedPath(plan, node)
      return { path, bytes, reason, says, because }
    }),
  }
}

/** Of contents that nothing else shows that stays. */
function bytesOf(files: readonly TreeNode[], { decisions }: SlimPlan): number {
  const contents = new Map(files.map(({ inode, size }) => [inode, size]))
  const those = new Set(files)
  for (const [node, { keep }] of decisions) if (keep && !those.has(node)) contents.delete(node.inode)
  return [...contents.values()].reduce((sum, size) => sum + size, 0)
}
