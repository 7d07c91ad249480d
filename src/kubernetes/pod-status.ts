import { z } from 'zod'
import { UsageError } from '../errors.ts'
import { formatRegistryReference, parseRegistryReference } from '../reference.ts'
import type { YamlPath } from '../yaml/yaml-text.ts'
import type { Located } from './located.ts'
import type { Workload } from './workload.ts'

/** Pods that have come to their end hold no image on a node any more. */
const ENDED: ReadonlySet<string> = new Set(['Succeeded', 'Failed'])

const statuses = z.array(z.looseObject({ name: z.string(), imageID: z.string().nullish() })).nullish()

const podSchema = z.looseObject({
  metadata: z
    .looseObject({ ownerReferences: z.array(z.looseObject({ kind: z.string(), name: z.string() })).nullish() })
    .nullish(),
  status: z
    .looseObject({
      phase: z.string().nullish(),
      initContainerStatuses: statuses,
      containerStatuses: statuses,
      ephemeralContainerStatuses: statuses,
    })
    .nullish(),
})

/** What a cluster says of a pod. */
export interface PodStatus {
  readonly hasEnded: boolean
  /** `ReplicaSet/web-1`: what made it, and others like it; null for a pod of its own. */
  readonly owner: string | null
  /** The digests that run, by the names of containers. */
  readonly running: ReadonlyMap<string, string>
}

/** What a cluster says of a pod; null where none does, as in a manifest that is still to be applied. */
export function podStatus(document: Located, path: YamlPath): PodStatus | null {
  const { metadata, status } = document.check(podSchema, path)
  if (!status?.phase) return null
  const [owner] = metadata?.ownerReferences ?? []
  const all = [status.initContainerStatuses, status.containerStatuses, status.ephemeralContainerStatuses]
  const running = all
    .flatMap((list) => list ?? [])
    .flatMap(({ name, imageID }): [string, string][] => {
      const reference = digestReference(imageID ?? '')
      return reference === null ? [] : [[name, reference]]
    })
  return {
    hasEnded: ENDED.has(status.phase),
    owner: owner === undefined ? null : `${owner.kind}/${owner.name}`,
    running: new Map(running),
  }
}

/** A workload with what runs in place of what was asked for: a tag may have moved since. */
export function asItRuns(workload: Workload, { running }: PodStatus): Workload {
  const containers = workload.containers.map((container) => {
    const reference = container.kind === 'volume' ? undefined : running.get(container.name)
    return reference === undefined ? container : { ...container, reference }
  })
  return { ...workload, containers }
}

/** What is the same in pods that are alike. A pod of its own is like no other. */
export function likeness({ namespace, name, containers }: Workload, { owner }: PodStatus): string {
  const of = owner ?? `Pod/${name}`
  return JSON.stringify([
    namespace,
    of,
    containers.map((container) => [container.name, container.kind, container.reference]),
  ])
}

/** What a runtime says of the image that it runs, where that is a name with a digest; null for the id of an image that came from nowhere. */
function digestReference(imageId: string): string | null {
  const name = imageId.replace(/^docker-pullable:\/\//, '')
  if (!name.includes('@')) return null
  try {
    return formatRegistryReference(parseRegistryReference(name))
  } catch (error) {
    if (error instanceof UsageError) return null
    throw error
  }
}
