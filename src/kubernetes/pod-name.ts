import { valueAt, type YamlPath } from '../yaml/yaml-text.ts'
import { labelsSchema } from './pod-spec-schema.ts'
import type { PodName } from './workload.ts'

/**
 * How a pod of an object is found: a pod by its name, the first of a StatefulSet by its number, others by labels: those that the object
 * selects its pods by, or those that it gives them.
 * @param name null where the server makes one up
 * @param specPath where in the object the pod's spec is
 */
export function podNameOf(object: unknown, kind: string, name: string | null, specPath: YamlPath): PodName {
  if (kind === 'Pod' && name !== null) return { by: 'name', name }
  if (kind === 'StatefulSet' && name !== null) return { by: 'name', name: `${name}-0` }
  const candidates = [
    valueAt(object, ['spec', 'selector', 'matchLabels']),
    // a ReplicationController's
    valueAt(object, ['spec', 'selector']),
    valueAt(object, [...specPath.slice(0, -1), 'metadata', 'labels']), // a Pod's own, too
    // the Job controller gives its pods this one
    kind === 'Job' && name !== null ? { 'job-name': name } : undefined,
  ]
  for (const candidate of candidates) {
    const labels = labelsSchema.safeParse(candidate)
    const pairs = labels.success ? Object.entries(labels.data) : []
    if (pairs.length > 0) return { by: 'labels', labels: pairs.map((pair) => pair.join('=')).join(',') }
  }
  return { by: 'nothing' }
}
