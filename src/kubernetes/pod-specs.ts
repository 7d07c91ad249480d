import type { YamlPath } from '../yaml/yaml-text.ts'

/** Deeper than any object that holds a pod's template. */
const MOST_DEPTH = 24
/** More values than any object has that an API server takes (it stops at some 1.5 MB). */
const MOST_VALUES = 1_000_000
/** What no pod's template is in. */
const NOT_SEARCHED: ReadonlySet<string> = new Set(['metadata', 'status'])

/** An object is nested deeper, or has more in it, than anything that Kubernetes takes. */
export class TooMuchError extends Error {}

/**
 * Where in an object there are specs of pods: maps under a key `spec` with a list of `containers` some of which have an image. That is
 * `spec` of a Pod, `spec.template.spec` of a Deployment and of most that is like one (Argo's Rollout, Knative's Service),
 * `spec.jobTemplate.spec.template.spec` of a CronJob, and whatever operators came up with; no list of kinds is needed.
 * @throws {TooMuchError}
 */
export function findPodSpecs(object: unknown): YamlPath[] {
  const found: YamlPath[] = []
  let values = 0
  const search = (value: unknown, path: readonly PropertyKey[]): void => {
    if (typeof value !== 'object' || value === null) return
    if (path.length > MOST_DEPTH || ++values > MOST_VALUES) throw new TooMuchError()
    if (path.at(-1) === 'spec' && isPodSpec(value)) {
      found.push(path)
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) search(item, [...path, index])
    } else {
      for (const [key, field] of Object.entries(value)) {
        if (!NOT_SEARCHED.has(key)) search(field, [...path, key])
      }
    }
  }
  search(object, [])
  return found
}

function isPodSpec(value: object): boolean {
  const { containers } = value as { readonly containers?: unknown }
  return Array.isArray(containers) && containers.some((item) => Object(item).image !== undefined)
}

/** `spec.replicatedJobs[0].template`: a path as people write it. */
export function pathText(path: YamlPath): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  )
}
