import type { ImageInventory } from '../inventory/image-inventory.ts'
import { type Ledger, ledgerOf } from '../inventory/ledger.ts'
import type { Aspect } from '../layers/aspects.ts'
import type { Matcher } from '../listing/glob.ts'
import { compareFiles, type FileDifferences } from './files/compare-files.ts'
import type { DiffSide } from './side.ts'

/** How contents are compared. */
export interface Comparison {
  /** Which paths are meant. */
  readonly matches: Matcher
  /** In what paths may differ. */
  readonly ignored: ReadonlySet<Aspect>
  /** Most changes of each kind that are wanted; 0 for all. */
  readonly limit: number
  /** Whether what was added or removed with a directory is left out, and counted at the directory. */
  readonly collapse: boolean
}

/** One of two images, with its layers read. */
export class ReadSide {
  readonly side: DiffSide
  readonly inventory: ImageInventory
  #ledger: Ledger | undefined

  constructor(side: DiffSide, inventory: ImageInventory) {
    this.side = side
    this.inventory = inventory
  }

  /** Whom the contents belong to. */
  get ledger(): Ledger {
    this.#ledger ??= ledgerOf(this.inventory)
    return this.#ledger
  }
}

/** Two images with their layers read, and what several sections need to know of them. */
export class ReadPair {
  readonly before: ReadSide
  readonly after: ReadSide
  readonly how: Comparison
  #files: FileDifferences | undefined

  constructor(before: ReadSide, after: ReadSide, how: Comparison) {
    this.before = before
    this.after = after
    this.how = how
  }

  /** In what the paths differ that are meant. */
  get files(): FileDifferences {
    this.#files ??= compareFiles(this.before.inventory, this.after.inventory, this.how)
    return this.#files
  }
}
