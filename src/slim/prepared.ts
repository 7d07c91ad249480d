import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { SlimDocument } from '../report/slim-document.ts'
import type { Image } from '../sources/image.ts'
import { failuresOf } from './proof/proof.ts'
import { type SlimOutcome, slimDocument } from './slim-document.ts'
import type { SlimPlan } from './slim-plan.ts'
import { type Assembly, inPlace } from './write/assembly.ts'
import type { Tool } from './write/origin-labels.ts'
import type { SlimmedImage } from './write/write-slim.ts'

/** A slimmed image that has been decided about, and is still to be written. */
export interface Prepared {
  readonly plan: SlimPlan
  /** Whether there is anything to write: what does not fit a base is only told. */
  readonly isWanted: boolean
  assembly(tool: Tool): Promise<Assembly>
  /** What is wrong with what was written: a sentence each. */
  failures(result: ImageInventory, stripped: SlimmedImage['stripped']): string[]
  document(outcome: SlimOutcome): SlimDocument
}

/** An image that stays on its own base. */
export function preparedInPlace(plan: SlimPlan, image: Image): Prepared {
  return {
    plan,
    isWanted: true,
    assembly: (tool) => inPlace(plan, image, tool),
    failures: (result, stripped) => failuresOf(plan, result, stripped),
    document: (outcome) => slimDocument(plan, outcome),
  }
}
