import { sourceLogin } from '../copy/source-login.ts'
import { ImgpeekError } from '../errors.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import { type InspectOptions, type OpenedImage, withImage } from '../inventory/read-images.ts'
import type { SlimDocument } from '../report/slim-document.ts'
import { withMetadata } from './metadata/with-metadata.ts'
import { withBase } from './onto/with-base.ts'
import { planSlim } from './plan-slim.ts'
import { type Prepared, preparedInPlace } from './prepared.ts'
import type { SlimOutcome } from './slim-document.ts'
import { SLIM_FACTS } from './slim-facts.ts'
import type { SlimOptions } from './slim-options.ts'
import type { SlimPlan } from './slim-plan.ts'
import { prepareLearning, type TraceRequest } from './trace/learn.ts'
import type { VerifyRequest } from './verify/verify-request.ts'
import { prepareVerifying, type Verifying, writeVerified } from './verify/write-verified.ts'
import { type SlimmedImage, type WriteSlimOptions, writeSlim } from './write/write-slim.ts'

/** How an image is read, what of it stays, and how that is written. */
export interface SlimRequest extends Omit<InspectOptions, 'extraFacts'>, WriteSlimOptions {
  readonly limits?: InspectOptions['limits']
  readonly slim: SlimOptions
  /** The base that the app is put onto, `[SCHEME:]NAME`; it stays on its own unless given. */
  readonly onto?: string | undefined
  /** Runs to learn from; none unless given. */
  readonly trace?: TraceRequest | undefined
  /** What is run of source and result before the result appears; nothing unless given. */
  readonly verify?: VerifyRequest | undefined
  /** May have another plan made, by other options, before anything is written; not asked about one for another base. */
  readonly review?: ((plan: SlimPlan, planWith: (options: SlimOptions) => SlimPlan) => Promise<SlimPlan>) | undefined
  /** Hears what becomes of each path before anything is written; what it throws ends it all. */
  readonly onPlan?: (plan: SlimPlan) => Promise<void>
}

/**
 * Says what becomes of an image that was read with `SLIM_FACTS`, its package databases included. Pure.
 * @throws the same as `planSlim`
 */
export function slimPlan(inventory: ImageInventory, options: SlimOptions): SlimPlan {
  return withMetadata(planSlim(inventory, options))
}

/**
 * Writes a smaller image of the one that `source` names to the place that `destination` names, both `[SCHEME:]NAME`; null writes
 * nothing, and says what would be. Where what was written is not what it should be, or does not fit the base that it is put onto,
 * nothing appears, and the document says why.
 * @throws the same as `readImage`, `prepareLearning`, `slimPlan`, `planOnto`, `writeSlim`, `prepareVerifying` and `writeVerified`
 */
export async function slim(source: string, destination: string | null, request: SlimRequest): Promise<SlimDocument> {
  const { slim: options, onto, trace, verify, review, onPlan, ...reading } = request
  const login = destination === null ? {} : sourceLogin(source, destination, request)
  const learn = trace && (await prepareLearning(trace, request))
  const verifying = verify && destination !== null ? await prepareVerifying(verify, request) : undefined
  return withImage(source, { ...reading, ...login, extraFacts: SLIM_FACTS }, async (inventory, image) => {
    const traces = await learn?.({ inventory, image }, request)
    const learned = { ...options, traces }
    const finish = async (prepared: Prepared): Promise<SlimDocument> => {
      await onPlan?.(prepared.plan)
      if (destination === null || !prepared.isWanted) return prepared.document(NOTHING_WRITTEN)
      return prepared.document(await written(prepared, { inventory, image }, destination, { ...request, verifying }))
    }
    if (onto === undefined) {
      const planWith = (others: SlimOptions): SlimPlan => slimPlan(inventory, { ...others, traces })
      const plan = planWith(options)
      return finish(preparedInPlace((await review?.(plan, planWith)) ?? plan, image))
    }
    return withBase(onto, { inventory, image }, { ...request, slim: learned, destination }, finish)
  })
}

const NOTHING_WRITTEN: SlimOutcome = { slimmed: null, failures: null, verification: null }

async function written(
  prepared: Prepared,
  source: OpenedImage,
  destination: string,
  { verifying, ...options }: WriteSlimOptions & { readonly verifying: Verifying | undefined },
): Promise<SlimOutcome> {
  const assembly = await prepared.assembly(options.tool)
  const write = (place: string): Promise<SlimmedImage> =>
    writeSlim(assembly, place, options, (result, stripped) => {
      const failures = prepared.failures(result, stripped)
      if (failures.length > 0) throw new UnprovenError(failures)
    })
  try {
    if (verifying === undefined) return { slimmed: await write(destination), failures: [], verification: null }
    const sources = { source, below: assembly.below.image }
    return { failures: [], ...(await writeVerified(write, destination, options, { ...verifying, ...sources })) }
  } catch (error) {
    if (error instanceof UnprovenError) return { slimmed: null, failures: error.failures, verification: null }
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
