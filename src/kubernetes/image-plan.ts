import { UsageError } from '../errors.ts'
import { shortLabels } from '../image-list/short-labels.ts'
import { formatPlatform, hostPlatform, parsePlatform } from '../oci/platform.ts'
import type { DefaultSource } from '../sources/options.ts'
import type { ImageMap } from './image-map.ts'
import type { Workload, WorkloadContainer } from './workload.ts'

/** A name in a manifest is never a path, and has no other scheme. */
const SCHEME = 'docker://'
/** More than any cluster has. */
const MOST_IMAGES = 2000

/** An image that containers need. */
export interface PlannedImage {
  /** As it is written where it is first asked for. */
  readonly image: string
  /** What stands for it in tables. */
  readonly label: string
  /** What is opened: `[SCHEME:]NAME`. */
  readonly reference: string
  readonly platform?: string
  /** Where it is first asked for. */
  readonly origin: string
}

type UnlabelledImage = Omit<PlannedImage, 'label'>

/** A workload, and which image each of its containers needs. */
export interface PlannedPod {
  readonly workload: Workload
  /** Indexes of `ImagePlan.images`, one for each container. */
  readonly images: readonly number[]
}

/** The images that workloads need, each once, in the order in which they are first asked for. */
export interface ImagePlan {
  readonly images: readonly PlannedImage[]
  readonly pods: readonly PlannedPod[]
}

/** How images are found. */
export interface PlanOptions {
  /** The architecture of nodes, as GOARCH has it or with a variant (`arm/v7`), where a workload asks for none. */
  readonly nodeArchitecture?: string | undefined
  readonly map?: ImageMap
  /** Where images are looked for that the map does not name; their registries unless set. */
  readonly source?: DefaultSource | undefined
}

/**
 * Plans which images to read.
 * @throws {UsageError} when the architecture is none, the map names an image that no container needs, or there are too many
 */
export function planImages(
  workloads: readonly Workload[],
  { nodeArchitecture, map = new Map(), source = 'registry' }: PlanOptions,
): ImagePlan {
  const nodePlatform = nodeArchitecture === undefined ? defaultPlatform(workloads) : platformOfNodes(nodeArchitecture)
  // engines are asked for names without a scheme, in full, as no path is
  const scheme = source === 'registry' ? SCHEME : ''
  const images: UnlabelledImage[] = []
  const indexes = new Map<string, number>()
  const pods = workloads.map((workload): PlannedPod => {
    const ofContainers = workload.containers.map((container) => {
      const platform = platformFor(container, workload) ?? nodePlatform
      const reference = map.get(container.reference) ?? scheme + container.reference
      const key = JSON.stringify([reference, platform])
      const known = indexes.get(key)
      if (known !== undefined) return known
      indexes.set(key, images.length)
      return (
        images.push({
          image: container.image,
          reference,
          origin: container.origin,
          ...(platform !== undefined && { platform }),
        }) - 1
      )
    })
    return { workload, images: ofContainers }
  })
  refuseNeedless(map, workloads)
  if (images.length > MOST_IMAGES) {
    throw new UsageError(
      `At most ${MOST_IMAGES} images are read, and ${images.length} are named; take fewer manifests.`,
    )
  }
  return { images: labelled(images), pods }
}

/**
 * Without a word an image of one platform is taken whatever it is for. Where some workloads ask for platforms, the others are for nodes
 * as this machine is.
 */
function defaultPlatform(workloads: readonly Workload[]): string | undefined {
  const isAsked = workloads.some((workload) =>
    workload.containers.some((container) => platformFor(container, workload) !== undefined),
  )
  return isAsked ? formatPlatform(hostPlatform(process.arch)) : undefined
}

function platformFor(container: WorkloadContainer, { architecture }: Workload): string | undefined {
  return container.platform ?? (architecture === null ? undefined : platformOfNodes(architecture))
}

function platformOfNodes(architecture: string): string {
  try {
    return formatPlatform(parsePlatform(`linux/${architecture}`))
  } catch {
    throw new UsageError(`"${architecture}" is no architecture of nodes; name one such as amd64 or arm64.`)
  }
}

/** Images are called as manifests call them; those that manifests call the same, by what they are told apart by as well. */
function labelled(images: readonly UnlabelledImage[]): PlannedImage[] {
  const written = [...new Set(images.map(({ image }) => SCHEME + image))]
  const labels = new Map(shortLabels(written).map((label, index) => [written[index], label.replace(SCHEME, '')]))
  return images.map((planned) => {
    const label = labels.get(SCHEME + planned.image)!
    const same = images.filter(({ image }) => image === planned.image)
    const byPlatform = new Set(same.map(({ platform }) => platform)).size === same.length
    const apart = byPlatform ? (planned.platform ?? '') : planned.reference.replace(/^.*@sha256:(.{12}).*$/, '@$1')
    return { ...planned, label: same.length === 1 ? label : `${label} ${apart}`.trim() }
  })
}

function refuseNeedless(map: ImageMap, workloads: readonly Workload[]): void {
  const named = new Set(workloads.flatMap(({ containers }) => containers.map(({ reference }) => reference)))
  const needless = [...map.keys()].find((name) => !named.has(name))
  if (needless === undefined) return
  const some = [...named].slice(0, 5).join(', ')
  throw new UsageError(
    `--map names ${needless}, which no container needs; there is ${some}${named.size > 5 ? ', …' : ''}.`,
  )
}
