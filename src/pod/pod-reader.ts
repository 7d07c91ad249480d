import { type FailedImage, leftOutImages } from '../image-list/failed-image.ts'
import { displayable } from '../inspect/displayable.ts'
import { inspectDocument } from '../inspect/document.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { ImagePlan } from '../kubernetes/image-plan.ts'
import type { InspectDocument } from '../report/inspect-document.ts'
import type { PodDocument, PodSection, Pull } from '../report/pod-document.ts'
import { FreshNode, type NodeLayer, nodeLayers } from './node-layers.ts'
import { podSection } from './pod-section.ts'

/**
 * Makes the answer of `imgpeek pod` while images are read, in the order of their plan, one after another. An image is let go of when all
 * pods that need it have been told of: memory follows the pods, not the cluster.
 */
export class PodReader {
  readonly #plan: ImagePlan
  readonly #inventories = new Map<number, ImageInventory>()
  readonly #pods: PodSection[] = []
  readonly #documents: InspectDocument[] = []
  /** Indexes of documents by those of the plan. */
  readonly #indexes = new Map<number, number>()
  readonly #layers = new Map<number, readonly NodeLayer[]>()

  /** The last pod that needs an image, both by index. */
  readonly #lastUses: ReadonlyMap<number, number>

  constructor(plan: ImagePlan) {
    this.#plan = plan
    this.#lastUses = new Map(plan.pods.flatMap(({ images }, pod) => images.map((image) => [image, pod])))
  }

  /** Takes an image; `index` is its place in the plan, and grows. */
  see(inventory: ImageInventory, index: number): void {
    this.#inventories.set(index, inventory)
    this.#indexes.set(index, this.#documents.push(inspectDocument(inventory)) - 1)
    this.#layers.set(index, nodeLayers(inventory))
    this.#tellPodsUpTo(index)
  }

  /**
   * The answer.
   * @param notes what was left aside of the manifests
   * @param failed images that could not be read
   */
  finish(notes: readonly string[], failed: readonly FailedImage[]): PodDocument {
    this.#tellPodsUpTo(Number.POSITIVE_INFINITY)
    return displayable<PodDocument>({
      schemaVersion: 1,
      images: this.#documents,
      pods: this.#pods,
      node: this.#oneNode(),
      leftOut: leftOutImages(failed),
      notes,
    })
  }

  /** Tells of the pods of which no image comes after this one. */
  #tellPodsUpTo(image: number): void {
    const { pods, images } = this.#plan
    while (this.#pods.length < pods.length) {
      const current = this.#pods.length
      const pod = pods[current]!
      if (pod.images.some((index) => index > image)) return
      const inventoryOf = (index: number): ImageInventory | undefined => this.#inventories.get(index)
      this.#pods.push(podSection(pod, images, inventoryOf, (index) => this.#indexes.get(index)!))
      for (const index of pod.images) if (this.#lastUses.get(index) === current) this.#inventories.delete(index)
    }
  }

  #oneNode(): Pull {
    const all = new FreshNode()
    const separate = { compressedBytes: 0, layerBytes: 0 }
    const pulled = new Set(
      this.#plan.pods.flatMap(({ workload, images }) =>
        images.filter((_, at) => workload.containers[at]!.pullPolicy !== 'Never'),
      ),
    )
    for (const [index, layers] of this.#layers) {
      const isPulled = pulled.has(index)
      all.add(layers, isPulled)
      const alone = new FreshNode().add(layers, isPulled)
      separate.compressedBytes += alone.compressedBytes
      separate.layerBytes += alone.layerBytes
    }
    return { separate, together: all.bytes }
  }
}
