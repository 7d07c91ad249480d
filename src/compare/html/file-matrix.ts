import type { ImageInventory } from '../../inventory/image-inventory.ts'
import { ledgerOf } from '../../inventory/ledger.ts'
import type { InstalledPackage } from '../../inventory/ownership.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import { TraitTable } from './trait-table.ts'

/** The root's place. */
const ROOT = 0
/** Ends a path's chain of entries. */
const NONE = -1

/**
 * The files of several images: each path once, and each form in which images have it once. Columns, because twenty images
 * of a hundred thousand files may share nothing.
 */
export class FileMatrix {
  /** Of each path. */
  readonly names: string[] = ['']
  /** Of each path: what is in it, by name; null for what has been no directory yet. */
  readonly children: (Map<string, number> | null)[] = [new Map()]
  /** Of each path: its first entry, or -1. */
  readonly first: number[] = [NONE]
  /** Of each entry: the next of its path, or -1. */
  readonly next: number[] = []
  readonly size: number[] = []
  readonly trait: number[] = []
  /** Of each entry: a file's SHA-256, a symlink's target, else null. */
  readonly content: (string | null)[] = []
  /** Of each entry: the package's number plus 1, or 0. */
  readonly owner: number[] = []
  readonly layer: number[] = []
  /** Of each entry: the sum of 2^n for every image n that has it. A double has room for 53 images, compare takes 50. */
  readonly images: number[] = []
  readonly traits = new TraitTable()

  /**
   * Adds an image's files.
   *
   * @param image the image's number
   * @param layers the numbers of its layers
   * @param numberOf the number of one of its packages
   */
  add(
    { tree, owners }: Pick<ImageInventory, 'tree' | 'owners'>,
    image: number,
    layers: readonly number[],
    numberOf: (item: InstalledPackage) => number,
  ): void {
    const places = new Map<TreeNode, number>([[tree.root, ROOT]])
    const { isFirstName, ownerOf } = ledgerOf({ tree, owners })
    for (const node of tree.nodes()) {
      const path = this.#path(places.get(node.parent!)!, node.name)
      if (node.children !== null) places.set(node, path)
      const owner = ownerOf(node)
      this.#enter(path, 2 ** image, {
        size: node.size,
        trait: this.traits.numberOf(node, isFirstName(node)),
        content: node.sha256 ?? node.linkTarget,
        owner: owner ? numberOf(owner) + 1 : 0,
        layer: layers[node.contentLayer]!,
      })
    }
  }

  #path(directory: number, name: string): number {
    this.children[directory] ??= new Map()
    const siblings = this.children[directory]
    const known = siblings.get(name)
    if (known !== undefined) return known
    const path = this.names.push(name) - 1
    this.children.push(null)
    this.first.push(NONE)
    siblings.set(name, path)
    return path
  }

  /** Adds the image to the entry that is the same in all, or makes one. */
  #enter(
    path: number,
    imageBit: number,
    given: { size: number; trait: number; content: string | null; owner: number; layer: number },
  ): void {
    for (let entry = this.first[path]!; entry !== NONE; entry = this.next[entry]!) {
      if (
        this.trait[entry] === given.trait &&
        this.layer[entry] === given.layer &&
        this.owner[entry] === given.owner &&
        this.size[entry] === given.size &&
        this.content[entry] === given.content
      ) {
        this.images[entry]! += imageBit
        return
      }
    }
    const entry = this.next.push(this.first[path]!) - 1
    this.first[path] = entry
    this.size.push(given.size)
    this.trait.push(given.trait)
    this.content.push(given.content)
    this.owner.push(given.owner)
    this.layer.push(given.layer)
    this.images.push(imageBit)
  }
}
