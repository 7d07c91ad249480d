import type { YamlPath } from '../yaml/yaml-text.ts'
import type { Located } from './located.ts'
import { imageName } from './not-rendered.ts'
import type { ContainerSpec, PodSpec } from './pod-spec-schema.ts'
import type { ContainerKind, PullPolicy, WorkloadContainer } from './workload.ts'

/** What stands for the image of a container that is filled in when a pod is admitted (istio.io, "Customizing injection"). */
const INJECTED = 'auto'

/** What a pod's spec needs images for. */
export interface PodContainers {
  readonly containers: readonly WorkloadContainer[]
  /** The names of containers whose images are filled in later, by whatever watches over the cluster. */
  readonly injected: readonly string[]
}

/**
 * Tells what a pod needs images for, in the order in which a kubelet pulls them.
 * @param path where the spec stands in the document
 * @throws {UsageError} when an image has no name that a registry takes
 */
export function podContainers(spec: PodSpec, document: Located, path: YamlPath): PodContainers {
  const containers: WorkloadContainer[] = []
  const injected: string[] = []
  for (const [index, { name, image }] of (spec.volumes ?? []).entries()) {
    const at = [...path, 'volumes', index, 'image', 'reference']
    if (image?.reference) {
      const pulled = pulledImage(image.reference, image.pullPolicy, document, at)
      containers.push({ ...NOTHING_SAID, ...pulled, name, kind: 'volume', user: null, nonRoot: false })
    }
  }
  for (const { key, kindOf } of LISTS) {
    for (const [index, container] of (spec[key] ?? []).entries()) {
      const { name, image, imagePullPolicy } = container
      if (!image || image === INJECTED) {
        injected.push(name)
        continue
      }
      const pulled = pulledImage(image, imagePullPolicy, document, [...path, key, index, 'image'])
      containers.push({ ...NOTHING_SAID, ...pulled, name, kind: kindOf(container), ...userOf(container, spec) })
    }
  }
  return { containers, injected }
}

/** What pods do not say of their containers. */
const NOTHING_SAID = { platform: null, containerName: null }

interface ContainerList {
  readonly key: 'initContainers' | 'containers' | 'ephemeralContainers'
  readonly kindOf: (container: ContainerSpec) => ContainerKind
}

const LISTS: readonly ContainerList[] = [
  // one that is started again whenever it ends goes on beside the others (KEP-753)
  { key: 'initContainers', kindOf: ({ restartPolicy }) => (restartPolicy === 'Always' ? 'sidecar' : 'init') },
  { key: 'containers', kindOf: () => 'container' },
  { key: 'ephemeralContainers', kindOf: () => 'ephemeral' },
]

function pulledImage(
  image: string,
  policy: PullPolicy | null | undefined,
  document: Located,
  path: YamlPath,
): Pick<WorkloadContainer, 'image' | 'reference' | 'pullPolicy' | 'origin'> {
  const reference = imageName(image, document, path)
  // kubernetes.io/docs/concepts/containers/images/#imagepullpolicy-defaulting
  const byDefault = reference.endsWith(':latest') ? 'Always' : 'IfNotPresent'
  return { image, reference, pullPolicy: policy ?? byDefault, origin: document.positionOf(path) }
}

/** What a container says goes before what its pod says. */
function userOf(
  { securityContext }: ContainerSpec,
  { securityContext: ofPod }: PodSpec,
): Pick<WorkloadContainer, 'user' | 'nonRoot'> {
  const uid = securityContext?.runAsUser ?? ofPod?.runAsUser ?? null
  return {
    user: uid === null ? null : String(uid),
    nonRoot: securityContext?.runAsNonRoot ?? ofPod?.runAsNonRoot ?? false,
  }
}
