import { planSizes } from '../plan-sizes.ts'
import type { SlimOptions } from '../slim-options.ts'
import type { SlimPlan } from '../slim-plan.ts'
import { bytesIn, type ReviewGroup, reviewGroups } from './review-groups.ts'

/** Reasons that are no needs: what a mode or a directory keeps may go. */
const NO_NEEDS: ReadonlySet<string> = new Set(['mode', 'generated', 'directory', 'package'])

/** How a group stands in the plan as it is now. */
export interface GroupStanding {
  readonly isKept: boolean
  /** Whether it was flipped. */
  readonly isFlipped: boolean
  /** Of what stays, or where nothing does, of all that goes. */
  readonly bytes: number
  /** Of all that is there. */
  readonly allBytes: number
  /** Why it stays or goes, of its largest part. */
  readonly says: string
}

/** A plan whose decisions are flipped one by one. Each flip is one of the flags, and the plan is made anew by them. */
export class Review {
  readonly groups: readonly ReviewGroup[]
  readonly #options: SlimOptions
  readonly #planWith: (options: SlimOptions) => SlimPlan
  readonly #flips = new Map<ReviewGroup, 'keep' | 'drop'>()
  #standings = new Map<ReviewGroup, GroupStanding>()
  #plan: SlimPlan

  /**
   * @param plan what the options lead to
   * @param planWith makes another plan of the same image
   */
  constructor(plan: SlimPlan, options: SlimOptions, planWith: (options: SlimOptions) => SlimPlan) {
    this.#plan = plan
    this.#options = options
    this.#planWith = planWith
    this.groups = reviewGroups(plan)
  }

  /** The plan as it is now. */
  get plan(): SlimPlan {
    return this.#plan
  }

  /** How large the image was, and is to be now. */
  get sizes(): ReturnType<typeof planSizes> {
    return planSizes(this.#plan)
  }

  /** The flags that say the same as all flips, as a command line has them. */
  get flags(): string[] {
    return Array.from(this.#flips, ([{ flag }, way]) => [
      `--${way}${flag.of === 'package' ? '-package' : ''}`,
      flag.value,
    ]).flat()
  }

  standingOf(group: ReviewGroup): GroupStanding {
    let standing = this.#standings.get(group)
    if (standing === undefined) {
      standing = this.#judge(group)
      this.#standings.set(group, standing)
    }
    return standing
  }

  /** What outside a group needs something of it: the reasons for that, each once. Nothing where nothing of it stays. */
  needsOf(group: ReviewGroup): string[] {
    const needs = new Set<string>()
    for (const node of group.nodes) {
      const decision = this.#plan.decisions.get(node)
      if (!decision?.keep) continue
      const { kind, says, because } = decision.reason
      if (NO_NEEDS.has(kind) || (because !== null && group.nodes.has(because))) continue
      needs.add(says)
    }
    return [...needs]
  }

  /**
   * Keeps a group that goes, or drops one that stays; a group that was flipped becomes what it was.
   * @throws what making the plan throws; nothing is changed then.
   */
  flip(group: ReviewGroup): void {
    const flips = new Map(this.#flips)
    if (!flips.delete(group)) flips.set(group, this.standingOf(group).isKept ? 'drop' : 'keep')
    this.#plan = this.#planWith(optionsWith(this.#options, flips))
    this.#flips.clear()
    for (const [flipped, way] of flips) this.#flips.set(flipped, way)
    this.#standings = new Map()
  }

  #judge(group: ReviewGroup): GroupStanding {
    const { decisions } = this.#plan
    const kept = [...group.nodes].filter((node) => decisions.get(node)?.keep)
    const isKept = kept.length > 0
    const bytesOf = new Map<string, number>()
    for (const node of isKept ? kept : group.nodes) {
      const { says } = decisions.get(node)!.reason
      bytesOf.set(says, (bytesOf.get(says) ?? 0) + node.size)
    }
    const [says = ''] = [...bytesOf].sort((a, b) => b[1] - a[1])[0] ?? []
    return {
      isKept,
      isFlipped: this.#flips.has(group),
      bytes: bytesIn(isKept ? kept : group.nodes),
      allBytes: bytesIn(group.nodes),
      says,
    }
  }
}

function optionsWith(options: SlimOptions, flips: ReadonlyMap<ReviewGroup, 'keep' | 'drop'>): SlimOptions {
  const values = (way: 'keep' | 'drop', of: 'package' | 'path'): string[] =>
    [...flips].flatMap(([{ flag }, flipped]) => (flipped === way && flag.of === of ? [flag.value] : []))
  return {
    ...options,
    keep: [...(options.keep ?? []), ...values('keep', 'path')],
    keepPackages: [...(options.keepPackages ?? []), ...values('keep', 'package')],
    drop: [...(options.drop ?? []), ...values('drop', 'path')],
    dropPackages: [...(options.dropPackages ?? []), ...values('drop', 'package')],
  }
}
