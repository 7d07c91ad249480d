/** Something that makes pods, as a manifest or a cluster tells of it, with what one of its pods runs. */
export interface Workload {
  /** `Deployment`, `Pod`, …; `Compose` for a Compose file, whose services stand in for containers. */
  readonly kind: string
  readonly namespace: string | null
  readonly name: string
  /** Where in the object the pod's template is, where it has several: `spec.replicatedJobs[0].template.spec.template`. */
  readonly path: string | null
  /** `FILE:LINE:COLUMN`, or where in kubectl's answer. */
  readonly origin: string
  /** How many pods of a cluster are like this one; 1 for what a manifest says. */
  readonly count: number
  /** The architecture of its nodes (GOARCH), where it asks for one. */
  readonly architecture: string | null
  /** How one of its pods is found. */
  readonly pod: PodName
  /** In the order in which their images are pulled. */
  readonly containers: readonly WorkloadContainer[]
}

/** How `kubectl` and `docker` find a pod of a workload: by its name, by its labels (`app=web,tier=front`), by the service; or not. */
export type PodName =
  | { readonly by: 'name'; readonly name: string }
  | { readonly by: 'labels'; readonly labels: string }
  | { readonly by: 'service' }
  | { readonly by: 'nothing' }

/**
 * What a pod needs an image for, in the order in which a kubelet pulls them: image volumes (KEP-4639), init containers, those of them that
 * keep running (sidecars, KEP-753), containers, ephemeral containers.
 */
export type ContainerKind = 'volume' | 'init' | 'sidecar' | 'container' | 'ephemeral'

/** When a kubelet pulls an image. */
export type PullPolicy = 'Always' | 'IfNotPresent' | 'Never'

/** A container of a pod, or a volume that is an image. */
export interface WorkloadContainer {
  readonly name: string
  readonly kind: ContainerKind
  /** As it is written. */
  readonly image: string
  /** What is pulled, in full: `docker.io/library/nginx:1.27`; of a cluster, what runs, by digest where that is known. */
  readonly reference: string
  /** `OS/ARCHITECTURE[/VARIANT]`, where the container itself asks for one, as in Compose. */
  readonly platform: string | null
  /** As the API server fills it in where it is not written. */
  readonly pullPolicy: PullPolicy
  /** The user that the manifest sets in place of the image's; null where it sets none. */
  readonly user: string | null
  /** Whether a kubelet refuses to run it as root. */
  readonly nonRoot: boolean
  /** What Compose calls the container, where it is said. */
  readonly containerName: string | null
  readonly origin: string
}

/** What was read of manifests or of a cluster. */
export interface Workloads {
  readonly workloads: readonly Workload[]
  /** What was left aside, a sentence each. */
  readonly notes: readonly string[]
}
