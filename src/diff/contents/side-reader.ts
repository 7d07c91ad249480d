import { elfCataloger } from '../../catalogers/elf/elf-cataloger.ts'
import { type ElfObject, elfObject } from '../../catalogers/elf/elf-object.ts'
import type { ElfFact } from '../../catalogers/elf/loader-configuration.ts'
import { readContents } from '../../extract/read-contents.ts'
import type { ExtractOptions } from '../../extract/read-layer.ts'
import type { ImageInventory } from '../../inventory/image-inventory.ts'
import type { PathLookup, TreeNode } from '../../rootfs/tree.ts'
import type { ReadSide } from '../read-pair.ts'
import { FORMAT_BYTES, fileFormat } from './file-format.ts'

/** Larger texts are only described. */
export const MOST_TEXT = 1024 * 1024

/** A file that was read, or of which no more than the beginning is wanted. */
export interface ReadFile {
  readonly node: TreeNode
  readonly format: string
  readonly bytes: Uint8Array
  readonly elf: ElfObject | undefined
}

/** Reads files of one of the images, as far as they are to be compared. */
export class SideReader {
  readonly #inventory: ImageInventory
  readonly #elfFacts: PathLookup<ElfFact>

  constructor({ inventory }: ReadSide) {
    this.#inventory = inventory
    this.#elfFacts = inventory.factsOf(elfCataloger)
  }

  /** How many bytes are read of a file: none of one that is not there, and of programs and libraries, which are known. */
  cost(node: TreeNode | null): number {
    if (node === null || node.sha256Bytes === null || elfObject(this.#elfFacts, node) !== undefined) return 0
    return node.size <= MOST_TEXT ? node.size : FORMAT_BYTES
  }

  /** @throws the same as `readContents` */
  async read(nodes: readonly TreeNode[], options: ExtractOptions): Promise<ReadonlyMap<TreeNode, ReadFile>> {
    const wanted = nodes.filter((node) => this.cost(node) > 0)
    const contents = await readContents(this.#inventory, wanted, (node) => this.cost(node), options)
    return new Map(
      nodes.map((node) => {
        const elf = elfObject(this.#elfFacts, node)
        const bytes = contents.get(node) ?? NO_BYTES
        return [node, { node, bytes, format: elf === undefined ? fileFormat(bytes) : 'ELF', elf }]
      }),
    )
  }
}

const NO_BYTES = new Uint8Array(0)
