import { SearchLimitError } from '../catalogers/elf/search-budget.ts'
import { BrokenImageError } from '../errors.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import { Closure } from './closure.ts'
import { decisionsOf } from './decisions.ts'
import { doubtsOf } from './doubts/doubts.ts'
import { FOLLOWERS } from './followers/followers.ts'
import type { Decision } from './keep-reason.ts'
import { settleLoaderCache } from './loader-cache/loader-cache.ts'
import { MODES } from './modes/modes.ts'
import { POLICIES } from './policies/policies.ts'
import { policyVerdict } from './policies/verdict.ts'
import { remainingPackages } from './remaining-packages.ts'
import { ROOTS } from './roots/roots.ts'
import { traced } from './roots/traced.ts'
import { SlimImage } from './slim-image.ts'
import type { SlimOptions } from './slim-options.ts'
import type { Learned, NewFile, SlimPlan } from './slim-plan.ts'
import { strippable } from './strip/strippable.ts'

/** What is known of another base that the image is to be put onto. */
interface BaseSwap {
  readonly base: ImageInventory
  /** Changes what is kept where the base turns out to need something else, or something less. */
  settle(decisions: Map<TreeNode, Decision>, closure: Closure, image: SlimImage): void
}

/**
 * Says for every path of an image whether it stays, and why: a function of the image and the options alone.
 * @throws {UsageError} when options make no sense (a glob, a layer); {UnavailableError} when they name what the image does not
 *   have; {BrokenImageError} when its binaries state more needs than can be looked up.
 */
export function planSlim(inventory: ImageInventory, options: SlimOptions = {}, swap: BaseSwap | null = null): SlimPlan {
  try {
    return plan(inventory, options, swap)
  } catch (error) {
    if (!(error instanceof SearchLimitError)) throw error
    const message = `${inventory.reference} cannot be slimmed: its binaries name more libraries than can be looked up.`
    throw new BrokenImageError(message, { cause: error })
  }
}

function plan(inventory: ImageInventory, options: SlimOptions, swap: BaseSwap | null): SlimPlan {
  const mode = options.mode ?? 'packages'
  const image = new SlimImage(inventory, options, swap?.base)
  const policies = mode === 'policy' ? POLICIES.filter(({ notByItself }) => notByItself !== true) : POLICIES
  const closure = new Closure(image, FOLLOWERS, policyVerdict(policies, image))
  for (const root of ROOTS) for (const lead of root.leads(image)) closure.add(lead, null)
  MODES[mode].extend(closure, image)
  const unlearned = options.traces === undefined ? null : decisionsOf(closure, image)
  if (unlearned !== null) {
    // after all that is known without, so that what they add can be told
    for (const lead of traced.leads(image)) closure.add(lead, null)
    MODES[mode].extend(closure, image)
  }
  const decisions = decisionsOf(closure, image)
  const learned = unlearned && { traces: options.traces!, added: addedTo(unlearned, decisions) }
  const rewritten = mode === 'policy' ? new Map<string, NewFile>() : settleLoaderCache(decisions, image)
  swap?.settle(decisions, closure, image)
  const packages = remainingPackages(decisions, image, mode)
  return {
    image: inventory,
    mode,
    decisions,
    packages,
    rewritten,
    stripped: options.strip === true ? strippable(decisions, image) : new Map(),
    appLayers: image.own.layers,
    learned,
    doubts: doubtsOf({ image, closure, packages, mode }),
  }
}

function addedTo(before: ReadonlyMap<TreeNode, Decision>, after: ReadonlyMap<TreeNode, Decision>): Learned['added'] {
  return [...after.keys()].filter((node) => after.get(node)!.keep && !before.get(node)!.keep)
}
