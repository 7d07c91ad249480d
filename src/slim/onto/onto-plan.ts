import type { TriedBase } from '../../fit/fit-base.ts'
import type { LaidTree } from '../../fit/laid-tree.ts'
import type { ImageInventory } from '../../inventory/image-inventory.ts'
import type { NewFile, SlimPlan } from '../slim-plan.ts'

/** What becomes of an image that is put onto another base: a pure function of both inventories and the options. */
export interface OntoPlan {
  /** What becomes of each path of the image: it comes along, the base gives it, or nothing needs it. */
  readonly slim: SlimPlan
  readonly base: ImageInventory
  /** Whether what is kept fits the base; where it does not, the rest says what would have been. */
  readonly fit: TriedBase
  /** The base with what comes along laid over it. What metadata dropped after all is to be passed over: see `comesAlong`. */
  readonly tree: LaidTree
  /** Contents that neither image has, by the path on the base: package databases, accounts. */
  readonly files: ReadonlyMap<string, NewFile>
  /** The lines of `/etc/passwd` and `/etc/group` that were added to those of the base. */
  readonly accounts: readonly string[]
}
