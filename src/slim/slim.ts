import { sourceLogin } from '../copy/source-login.ts'
import { ImgpeekError } from '../errors.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import { type InspectOptions, withImage } from '../inventory/read-images.ts'
import type { SlimDocument } from '../report/slim-document.ts'
import type { Image } from '../sources/image.ts'
import { withMetadata } from './metadata/with-metadata.ts'
import { planSlim } from './plan-slim.ts'
import { failuresOf } from './proof/proof.ts'
import { type SlimOutcome, slimDocument } from './slim-document.ts'
import type { SlimOptions } from './slim-options.ts'
import type { SlimPlan } from './slim-plan.ts'
import { type WriteSlimOptions, writeSlim } from './write/write-slim.ts'

/** How an image is read, what of it stays, and how that is written. */
export interface SlimRequest extends Omit<InspectOptions, 'extraFacts'>, WriteSlimOptions {
  readonly limits?: InspectOptions['limits']
  readonly slim: SlimOptions
  /** Hears what becomes of each path before anything is written; what it throws ends it all. */
  readonly onPlan?: (plan: SlimPlan) => Promise<void>
}

/** What an image has to be read with (`InspectOptions.extraFacts`), so that it can be slimmed. */
export const SLIM_FACTS = ['packageRecords'] as const satisfies InspectOptions['extraFacts']

/**
 * Says what becomes of an image that was read with `SLIM_FACTS`, its package databases included. Pure.
 * @throws the same as `planSlim`
 */
export function slimPlan(inventory: ImageInventory, options: SlimOptions): SlimPlan {
  return withMetadata(planSlim(inventory, options))
}

/**
 * Writes a smaller image of the one that `source` names to the place that `destination` names, both `[SCHEME:]NAME`; null writes
 * nothing, and says what would be. Where what was written is not what it should be, nothing appears, and the document says why.
 * @throws the same as `readImage`, `slimPlan` and `writeSlim`
 */
export function slim(source: string, destination: string | null, request: SlimRequest): Promise<SlimDocument> {
  const { slim: options, onPlan, ...reading } = request
  const login = destination === null ? {} : sourceLogin(source, destination, request)
  return withImage(source, { ...reading, ...login, extraFacts: SLIM_FACTS }, async (inventory, image) => {
    const plan = slimPlan(inventory, options)
    await onPlan?.(plan)
    const outcome = destination === null ? NOTHING_WRITTEN : await written(plan, image, destination, request)
    return slimDocument(plan, outcome)
  })
}

const NOTHING_WRITTEN: SlimOutcome = { slimmed: null, failures: null }

async function written(
  plan: SlimPlan,
  image: Image,
  destination: string,
  options: WriteSlimOptions,
): Promise<SlimOutcome> {
  try {
    const slimmed = await writeSlim(plan, image, destination, options, (result) => {
      const failures = failuresOf(plan, result)
      if (failures.length > 0) throw new UnprovenError(failures)
    })
    return { slimmed, failures: [] }
  } catch (error) {
    if (error instanceof UnprovenError) return { slimmed: null, failures: error.failures }
    throw error
  }
}

/** Ends the writing of an image that is not what it should be. */
class UnprovenError extends ImgpeekError {
  override name = 'UnprovenError'
  readonly failures: readonly string[]

  constructor(failures: readonly string[]) {
    super('The slimmed image is not what it should be.')
    this.failures = failures
  }
}
