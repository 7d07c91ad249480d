import { createHash } from 'node:crypto'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { NodeBytes } from '../report/pod-document.ts'

/** A layer as a node takes it. */
export interface NodeLayer extends NodeBytes {
  /** Of the compressed bytes: what is pulled once. */
  readonly digest: string
  /** Of the tar. */
  readonly diffId: string
  /**
   * What the layer and all below it come to (OCI image specification, config.md, "Layer ChainID"): what is unpacked once. The same layer
   * on other layers is unpacked again, by containerd's snapshotters, Docker's layer store and containers-storage alike.
   */
  readonly chainId: string
}

/** The layers of an image as a node takes them, base first. */
export function nodeLayers({ layers }: Pick<ImageInventory, 'layers'>): NodeLayer[] {
  return stacked(
    layers.map(({ inventory: { digest, diffId, compressedBytes }, effect }) => {
      return { digest, diffId, compressedBytes, layerBytes: effect.fileBytes }
    }),
  )
}

/** Layers one on another, the lowest on what `below` is the ChainID of; null for nothing. */
export function stacked(layers: readonly Omit<NodeLayer, 'chainId'>[], below: string | null = null): NodeLayer[] {
  let chainId = below
  return layers.map((layer) => {
    chainId = chainId === null ? layer.diffId : `sha256:${sha256(`${chainId} ${layer.diffId}`)}`
    return { ...layer, chainId }
  })
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** A node that begins with nothing, and what comes onto it. */
export class FreshNode {
  readonly #pulled = new Set<string>()
  readonly #unpacked = new Set<string>()
  #compressedBytes = 0
  #layerBytes = 0

  /**
   * Puts an image onto the node.
   * @param isPulled false where it comes there by other ways
   * @returns what that adds
   */
  add(layers: readonly NodeLayer[], isPulled = true): NodeBytes {
    const before = this.bytes
    for (const { digest, chainId, compressedBytes, layerBytes } of layers) {
      if (isPulled && !this.#pulled.has(digest)) {
        this.#pulled.add(digest)
        this.#compressedBytes += compressedBytes
      }
      if (!this.#unpacked.has(chainId)) {
        this.#unpacked.add(chainId)
        this.#layerBytes += layerBytes
      }
    }
    return difference(this.bytes, before)
  }

  /** What is on it. */
  get bytes(): NodeBytes {
    return { compressedBytes: this.#compressedBytes, layerBytes: this.#layerBytes }
  }
}

/** What a node takes that begins with nothing. */
export function bytesOnNode(images: readonly (readonly NodeLayer[])[]): NodeBytes {
  const node = new FreshNode()
  for (const layers of images) node.add(layers)
  return node.bytes
}

/** What `a` is more than `b`. */
export function difference(a: NodeBytes, b: NodeBytes): NodeBytes {
  return { compressedBytes: a.compressedBytes - b.compressedBytes, layerBytes: a.layerBytes - b.layerBytes }
}
