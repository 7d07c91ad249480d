import { SearchLimitError } from '../catalogers/elf/search-budget.ts'
import { BrokenImageError } from '../errors.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import { Closure } from './closure.ts'
import { decisionsOf } from './decisions.ts'
import { doubtsOf } from './doubts/doubts.ts'
import { FOLLOWERS } from './followers/followers.ts'
import { settleLoaderCache } from './loader-cache/loader-cache.ts'
import { MODES } from './modes/modes.ts'
import { POLICIES } from './policies/policies.ts'
import { policyVerdict } from './policies/verdict.ts'
import { remainingPackages } from './remaining-packages.ts'
import { ROOTS } from './roots/roots.ts'
import { SlimImage } from './slim-image.ts'
import type { SlimOptions } from './slim-options.ts'
import type { NewFile, SlimPlan } from './slim-plan.ts'

/**
 * Says for every path of an image whether it stays, and why: a function of the image and the options alone.
 * @throws {UsageError} when options make no sense (a glob, a layer); {UnavailableError} when they name what the image does not
 *   have; {BrokenImageError} when its binaries state more needs than can be looked up.
 */
export function planSlim(inventory: ImageInventory, options: SlimOptions = {}): SlimPlan {
  try {
    return plan(inventory, options)
  } catch (error) {
    if (!(error instanceof SearchLimitError)) throw error
    const message = `${inventory.reference} cannot be slimmed: its binaries name more libraries than can be looked up.`
    throw new BrokenImageError(message, { cause: error })
  }
}

function plan(inventory: ImageInventory, options: SlimOptions): SlimPlan {
  const mode = options.mode ?? 'packages'
  const image = new SlimImage(inventory, options)
  const policies = mode === 'policy' ? POLICIES.filter(({ notByItself }) => notByItself !== true) : POLICIES
  const closure = new Closure(image, FOLLOWERS, policyVerdict(policies, image))
  for (const root of ROOTS) for (const lead of root.leads(image)) closure.add(lead, null)
  MODES[mode].extend(closure, image)
  const decisions = decisionsOf(closure, image)
  const rewritten = mode === 'policy' ? new Map<string, NewFile>() : settleLoaderCache(decisions, image)
  const packages = remainingPackages(decisions, image, mode)
  return {
    image: inventory,
    mode,
    decisions,
    packages,
    rewritten,
    appLayers: image.own.layers,
    doubts: doubtsOf({ image, closure, packages, mode }),
  }
}
