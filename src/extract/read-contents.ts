import { hash } from 'node:crypto'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { EntryHeader } from '../layer/entry.ts'
import type { EntryListener } from '../layer/replay.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import { alteredContent } from './altered-content.ts'
import { contentPlaces, type EntryPaths } from './plan.ts'
import { type ExtractOptions, readLayer } from './read-layer.ts'

/**
 * Reads regular files of an open image, each layer that has any of them once and no further than the last of them.
 * @param bytesOf how much of a file is wanted
 * @returns the first bytes of each file
 * @throws {BrokenImageError} when a file is not the one that the inventory knows; the same as `readLayer`
 */
export async function readContents(
  inventory: ImageInventory,
  nodes: Iterable<TreeNode>,
  bytesOf: (node: TreeNode) => number,
  options: ExtractOptions,
): Promise<ReadonlyMap<TreeNode, Uint8Array>> {
  const placeOf = contentPlaces(inventory.layers)
  const wanted = inventory.layers.map(() => new Map<number, [TreeNode, ...TreeNode[]]>())
  for (const node of nodes) {
    const { layer, row } = placeOf(node)
    const names = wanted[layer]!.get(row)
    if (names === undefined) wanted[layer]!.set(row, [node])
    else names.push(node)
  }
  const contents = new Map<TreeNode, Uint8Array>()
  for (const [layer, rows] of wanted.entries()) {
    if (rows.size === 0) continue
    const capture = new Capture(rows, bytesOf, (names, bytes) => {
      const [{ size, sha256 }] = names
      if (bytes.length === size && hash('sha256', bytes) !== sha256) throw alteredContent(layer, names[0])
      for (const node of names) contents.set(node, bytes)
    })
    for await (const _ of readLayer(inventory, layer, capture, options)) if (capture.isComplete) break
  }
  return contents
}

/** Keeps the beginnings of the files that are wanted of a layer. */
class Capture implements EntryListener {
  readonly #rows: ReadonlyMap<number, EntryPaths>
  readonly #bytesOf: (node: TreeNode) => number
  readonly #heard: (names: EntryPaths, bytes: Uint8Array) => void
  #left: number
  #names: EntryPaths | undefined
  #bytes = new Uint8Array(0)
  #length = 0

  constructor(
    rows: ReadonlyMap<number, EntryPaths>,
    bytesOf: (node: TreeNode) => number,
    heard: (names: EntryPaths, bytes: Uint8Array) => void,
  ) {
    this.#rows = rows
    this.#bytesOf = bytesOf
    this.#heard = heard
    this.#left = rows.size
  }

  get isComplete(): boolean {
    return this.#left === 0
  }

  entry({ size }: EntryHeader, row: number | null): boolean {
    this.#names = row === null ? undefined : this.#rows.get(row)
    if (this.#names === undefined) return false
    this.#bytes = new Uint8Array(Math.min(size, this.#bytesOf(this.#names[0])))
    this.#length = 0
    return true
  }

  data(bytes: Uint8Array): void {
    const piece = bytes.subarray(0, this.#bytes.length - this.#length)
    this.#bytes.set(piece, this.#length)
    this.#length += piece.length
  }

  endEntry(): void {
    if (this.#names === undefined) return
    this.#heard(this.#names, this.#bytes.subarray(0, this.#length))
    this.#names = undefined
    this.#left--
  }
}
