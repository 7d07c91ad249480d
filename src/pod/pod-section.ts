import { layerSharing } from '../compare/sharing.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { ImagePlan, PlannedPod } from '../kubernetes/image-plan.ts'
import type { Workload, WorkloadContainer } from '../kubernetes/workload.ts'
import type { ContainerSection, DebugAccess, NodeBytes, PodSection } from '../report/pod-document.ts'
import { debugCommand } from './debug-command.ts'
import { debugImage } from './debug-image.ts'
import { FreshNode, type NodeLayer, nodeLayers } from './node-layers.ts'
import { type BasedImage, oneBase } from './one-base.ts'
import { refusalOfRoot, userOf } from './user.ts'

/** An image of a pod. */
interface PodImage extends BasedImage {
  readonly layers: readonly NodeLayer[]
  readonly isPulled: boolean
}

/**
 * What is said of one pod.
 * @param planned all images of the plan
 * @param inventoryOf an image by its index in the plan; undefined where it could not be read
 * @param indexOf its index in the document
 */
export function podSection(
  { workload, images }: PlannedPod,
  planned: ImagePlan['images'],
  inventoryOf: (image: number) => ImageInventory | undefined,
  indexOf: (image: number) => number,
): PodSection {
  const read = [...new Set(images)].flatMap((image): PodImage[] => {
    const inventory = inventoryOf(image)
    if (inventory === undefined) return []
    const isPulled = workload.containers.some(({ pullPolicy }, at) => images[at] === image && pullPolicy !== 'Never')
    const { label } = planned[image]!
    return [{ index: indexOf(image), label, inventory, layers: nodeLayers(inventory), isPulled }]
  })
  const node = new FreshNode()
  const warnings: string[] = []
  const containers = workload.containers.map((container, at): ContainerSection => {
    const inventory = inventoryOf(images[at]!)
    const { name, kind, image, pullPolicy } = container
    const said = { name, kind, image, label: planned[images[at]!]!.label, pullPolicy }
    if (inventory === undefined) {
      return { ...said, imageIndex: null, adds: null, user: null, runsAsRoot: null, debug: null }
    }
    warnings.push(...warningsOf(container, inventory))
    return {
      ...said,
      imageIndex: indexOf(images[at]!),
      adds: node.add(nodeLayers(inventory), pullPolicy !== 'Never'),
      ...userOf(container, inventory),
      debug: debugAccess(workload, container, inventory),
    }
  })
  const { kind, namespace, name, path, origin, count } = workload
  const sharing = layerSharing(
    read.map(({ layers }) => [...new Map(layers.map((layer) => [layer.digest, layer])).values()]),
  )
  return {
    kind,
    namespace,
    name,
    path,
    origin,
    count,
    containers,
    separate: separateBytes(read),
    together: node.bytes,
    shared: sharing.shared.map(({ digest, compressedBytes, images: having }) => ({
      digest,
      compressedBytes,
      images: having.map((index) => read[index]!.index),
    })),
    // what is never pulled cannot be pulled less
    oneBase: oneBase(read.filter(({ isPulled }) => isPulled)),
    warnings,
  }
}

/** What the images take, each on a node of its own. */
function separateBytes(images: readonly PodImage[]): NodeBytes {
  const each = images.map(({ layers, isPulled }) => new FreshNode().add(layers, isPulled))
  return {
    compressedBytes: each.reduce((sum, { compressedBytes }) => sum + compressedBytes, 0),
    layerBytes: each.reduce((sum, { layerBytes }) => sum + layerBytes, 0),
  }
}

function warningsOf(container: WorkloadContainer, inventory: ImageInventory): string[] {
  const { name, pullPolicy } = container
  const refusal = refusalOfRoot(container, inventory)
  return [
    ...(refusal === null ? [] : [`${name} would not start: ${refusal}.`]),
    ...(pullPolicy === 'Never'
      ? [`The image of ${name} is never pulled: a fresh node would have to get it in another way.`]
      : []),
  ]
}

/** A debug container looks into one that runs; init containers have ended, and ephemeral ones are there to look with. */
function debugAccess(
  workload: Workload,
  container: WorkloadContainer,
  { posture, libc, config }: ImageInventory,
): DebugAccess | null {
  const goesOn = container.kind === 'container' || container.kind === 'sidecar'
  if (!goesOn || posture.shells.length > 0) return null
  const image = debugImage(libc, config.platform.architecture)
  return image === null ? null : { image, command: debugCommand(workload, container, image) }
}
