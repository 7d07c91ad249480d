import { UnavailableError } from '../errors.ts'
import type { AuditedPath, SlimExplanation } from '../report/slim-document.ts'
import { displayPath, joinPath, pathFromDisplay } from '../rootfs/path.ts'
import { auditedPath } from './audit.ts'
import type { SlimPlan } from './slim-plan.ts'

/** What is known of a source: by a plan, or by the audit of one. */
export interface Explained {
  readonly reference: string
  readonly mode: SlimPlan['mode']
  /** What becomes of a path, as `displayPath` spells it. */
  at(path: string): AuditedPath | undefined
}

/**
 * Why a path is kept or dropped, from the path itself to what is kept for its own sake.
 * @param path absolute or relative to the root
 * @throws {UnavailableError} when there is nothing at the path
 */
export function explainPath({ reference, mode, at }: Explained, path: string): SlimExplanation {
  const chain: AuditedPath[] = []
  const seen = new Set<string>()
  for (let next: string | null = displayPath(joinPath('/', pathFromDisplay(path))); next !== null; ) {
    const found = at(next)
    if (found === undefined && chain.length === 0) throw new UnavailableError(`${reference} has nothing at ${next}.`)
    if (found === undefined || seen.has(next)) break
    seen.add(next)
    chain.push(found)
    next = found.because
  }
  return { schemaVersion: 1, reference, mode, chain }
}

/** What a plan knows. */
export function explainedBy(plan: SlimPlan): Explained {
  const { tree, reference } = plan.image
  return {
    reference: displayPath(reference),
    mode: plan.mode,
    at(path) {
      const node = tree.get(pathFromDisplay(path)) ?? tree.resolveParent(pathFromDisplay(path))
      return node?.parent ? auditedPath(plan, node) : undefined
    },
  }
}
