import type { ImageInventory } from '../../inventory/image-inventory.ts'
import { ledgerOf } from '../../inventory/ledger.ts'
import type { InstalledPackage } from '../../inventory/ownership.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import { TraitTable } from './trait-table.ts'

/** The root's place. */
const ROOT = 0
/** Ends a path's chain of entries. */
export const NONE = -1

/** What images have at a path. */
export interface MatrixEntry {
  readonly size: number
  readonly files: number
  readonly trait: number
  readonly content: string | null
  readonly owner: number
  readonly layer: number
}

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
  /** Of each entry: how many regular files it stands for. */
  readonly files: number[] = []
  readonly trait: number[] = []
  /** Of each entry: a file's SHA-256, a symlink's target, else null. */
  readonly content: (string | null)[] = []
  /** Of each entry: the package's number plus 1, or 0. */
  readonly owner: number[] = []
  readonly layer: number[] = []
  /** Of each entry: the sum of 2^n for every image n that has it. A double has room for 53 images, compare takes 50. */
  readonly images: number[] = []
  readonly traits: TraitTable

  /** @param traits where another matrix has its own, for one made of its entries */
  constructor(traits = new TraitTable()) {
    this.traits = traits
  }

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
      const path = this.pathIn(places.get(node.parent!)!, node.name)
      if (node.children !== null) places.set(node, path)
      const owner = ownerOf(node)
      this.enter(path, 2 ** image, {
        size: node.size,
        files: node.type === 'file' ? 1 : 0,
        trait: this.traits.numberOf(node, isFirstName(node)),
        content: node.sha256 ?? node.linkTarget,
        owner: owner ? numberOf(owner) + 1 : 0,
        layer: layers[node.contentLayer]!,
      })
    }
  }

  /** The place of what a directory has by a name; `key` tells what is no file from what may be called the same. */
  pathIn(directory: number, name: string, key = name): number {
    this.children[directory] ??= new Map()
    const siblings = this.children[directory]
    const known = siblings.get(key)
    if (known !== undefined) return known
    const path = this.names.push(name) - 1
    this.children.push(null)
    this.first.push(NONE)
    siblings.set(key, path)
    return path
  }

  /** Adds images, as a sum as in `images`, to the entry that is the same in all, or makes one. */
  enter(path: number, images: number, given: MatrixEntry): void {
    for (let entry = this.first[path]!; entry !== NONE; entry = this.next[entry]!) {
      if (
        this.trait[entry] === given.trait &&
        this.layer[entry] === given.layer &&
        this.owner[entry] === given.owner &&
        this.size[entry] === given.size &&
        this.files[entry] === given.files &&
        this.content[entry] === given.content
      ) {
        this.images[entry]! += images
        return
      }
    }
    const entry = this.next.push(this.first[path]!) - 1
    this.first[path] = entry
    this.size.push(given.size)
    this.files.push(given.files)
    this.trait.push(given.trait)
    this.content.push(given.content)
    this.owner.push(given.owner)
    this.layer.push(given.layer)
    this.images.push(images)
  }
}

/** The images of a sum as in `FileMatrix.images`. */
export function imagesOf(sum: number): number[] {
  const images: number[] = []
  for (let image = 0; sum > 0; image++, sum = Math.floor(sum / 2)) if (sum % 2 === 1) images.push(image)
  return images
}
