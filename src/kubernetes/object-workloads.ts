import { valueAt, type YamlPath } from '../yaml/yaml-text.ts'
import type { Located } from './located.ts'
import { podContainers } from './pod-containers.ts'
import { podNameOf } from './pod-name.ts'
import { objectSchema, type PodSpec, podSpecSchema } from './pod-spec-schema.ts'
import { findPodSpecs, pathText, TooMuchError } from './pod-specs.ts'
import type { Workload } from './workload.ts'

/** Kinds of Kubernetes' own that are there to make pods; one without any is a mistake. */
const POD_KINDS: ReadonlySet<string> = new Set([
  'Pod',
  'PodTemplate',
  'Deployment',
  'ReplicaSet',
  'ReplicationController',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
])
const OS_LABELS = ['kubernetes.io/os', 'beta.kubernetes.io/os']
const ARCHITECTURE_LABELS = ['kubernetes.io/arch', 'beta.kubernetes.io/arch']

/** What an object has to say of pods. */
export interface ObjectWorkloads {
  readonly kind: string
  readonly workloads: readonly Workload[]
  /** What was left aside of it, a sentence each. */
  readonly notes: readonly string[]
}

/**
 * The workloads of one object of Kubernetes; none where it makes no pods.
 * @param path where it stands in the document
 * @throws {UsageError} when it is not what Kubernetes takes
 */
export function objectWorkloads(document: Located, path: YamlPath): ObjectWorkloads {
  const { kind, metadata } = document.check(objectSchema, path)
  const object = valueAt(document.content(), path)
  const name = metadata?.name ?? (metadata?.generateName ? `${metadata.generateName}…` : 'without a name')
  const specs = specsIn(object, kind, document, path)
  const workloads: Workload[] = []
  const notes: string[] = []
  for (const specPath of specs) {
    const spec = document.check(podSpecSchema, [...path, ...specPath])
    const label = `${kind}/${name}`
    if (isWindows(spec)) {
      notes.push(`${label} runs on Windows and is left aside.`)
      continue
    }
    const { containers, injected } = podContainers(spec, document, [...path, ...specPath])
    for (const container of injected) {
      notes.push(`The container ${container} of ${label} has no image yet; what fills it in is not seen.`)
    }
    workloads.push({
      kind,
      namespace: metadata?.namespace ?? null,
      name,
      path: specs.length === 1 ? null : pathText(specPath.slice(0, -1)),
      origin: document.positionOf(path),
      count: 1,
      architecture: selected(spec, ARCHITECTURE_LABELS),
      pod: podNameOf(object, kind, metadata?.name ?? null, specPath),
      containers,
    })
  }
  return { kind, workloads, notes }
}

function specsIn(object: unknown, kind: string, document: Located, path: YamlPath): YamlPath[] {
  let specs: YamlPath[]
  try {
    specs = findPodSpecs(object)
  } catch (error) {
    if (error instanceof TooMuchError) throw document.refuse(path, 'this object has more in it than Kubernetes takes')
    throw error
  }
  if (specs.length > 0 || !POD_KINDS.has(kind)) return specs
  throw document.refuse(path, `this ${kind} has no list of containers with images`)
}

function isWindows(spec: PodSpec): boolean {
  return (spec.os?.name ?? selected(spec, OS_LABELS)) === 'windows'
}

/** What a pod asks of its node by one of these labels. */
function selected({ nodeSelector }: PodSpec, labels: readonly string[]): string | null {
  const value = labels.map((label) => nodeSelector?.[label]).find((candidate) => candidate !== undefined)
  return typeof value === 'string' ? value : null
}
