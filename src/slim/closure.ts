import { follow } from '../rootfs/follow.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import type { Follower } from './follower.ts'
import type { DropReason, KeepReason } from './keep-reason.ts'
import type { Lead } from './lead.ts'
import type { Given } from './onto/base-offer.ts'
import type { SlimImage } from './slim-image.ts'

/** How a path stays: a later lead may only make more of it. */
interface Standing {
  readonly reason: KeepReason
  /** What a base has in its place, so that it does not come along. */
  readonly given: Given | undefined
  runs: boolean
  part: boolean
}

/** Tells why a path that comes along as a part is dropped; undefined where it stays. */
export type Verdict = (node: TreeNode) => DropReason | undefined

/**
 * What stays, and all that it leads to. Leads only ever add: what stays does not depend on their order, the reason that is told
 * is that of the first.
 */
export class Closure {
  readonly #image: SlimImage
  readonly #followers: readonly Follower[]
  readonly #verdict: Verdict
  readonly #kept = new Map<TreeNode, Standing>()
  readonly #dropped = new Map<TreeNode, DropReason>()
  readonly #ahead: TreeNode[] = []
  /** Trees that were gone through, and how: a thousand files may lead to the same. */
  readonly #trees = new Map<TreeNode, Set<number>>()
  readonly #requests = new Set<string>()
  readonly #missed = new Map<TreeNode, KeepReason>()

  constructor(image: SlimImage, followers: readonly Follower[], verdict: Verdict) {
    this.#image = image
    this.#followers = followers
    this.#verdict = verdict
  }

  /** Why a path stays; undefined where nothing leads to it. */
  reasonOf(node: TreeNode): KeepReason | undefined {
    const standing = this.#kept.get(node)
    return standing?.given === undefined ? standing?.reason : undefined
  }

  /** Paths under which something was asked for that stays, where they are not its own: symlinks are on the way. */
  get requests(): Iterable<string> {
    return this.#requests
  }

  /** What goes because the user says so, although something leads to it for more than that it is a part of a whole. */
  get missed(): Iterable<readonly [TreeNode, KeepReason]> {
    return this.#missed
  }

  /** Whether a path stays only as a part of a whole. */
  isPart(node: TreeNode): boolean {
    return this.#kept.get(node)?.part ?? false
  }

  /** Whether a path may be run. */
  runs(node: TreeNode): boolean {
    const standing = this.#kept.get(node)
    return standing?.given === undefined && (standing?.runs ?? false)
  }

  /** Why something that was led to is dropped all the same. */
  droppedBecause(node: TreeNode): DropReason | undefined {
    return this.#kept.get(node)?.given ?? this.#dropped.get(node)
  }

  /** What stays, in the order in which it was found; goes on with what is found meanwhile. */
  *nodes(): Iterable<TreeNode> {
    for (const [node, { given }] of this.#kept) if (given === undefined) yield node
  }

  /** Keeps what a lead names; nothing where nothing is there. */
  add(lead: Lead, from: TreeNode | null): void {
    const passed: TreeNode[] = []
    const end = follow(this.#image.tree.root, lead.path, true, passed)
    const reason = reasonOf(lead, from)
    if (end === undefined) {
      // a link may lead to what only a container has: /dev/stdout
      const link = this.#image.tree.resolveParent(lead.path)
      if (link !== undefined) this.#stand(link, reason, lead)
      return
    }
    const given = this.#image.offer?.forLead(lead, [...passed, end])
    // loaders find libraries in any of their directories
    if (given === undefined && passed.length > 0 && lead.kind !== 'library') this.#requests.add(lead.path)
    for (const link of passed) this.#stand(link, reason, lead, given)
    if (given === undefined) this.addNode(end, lead, reason)
    else this.#stand(end, reason, lead, given)
  }

  /** Keeps a node itself, a symlink not followed, with all below it where the lead says so. */
  addNode(node: TreeNode, lead: Omit<Lead, 'path'>, reason: KeepReason): void {
    if (!lead.tree) {
      this.#stand(node, reason, lead)
      return
    }
    const { part = false, runs = false } = lead
    const way = (part ? 0 : 1) + (runs ? 2 : 0)
    if (this.#trees.get(node)?.has(way)) return
    this.#trees.set(node, (this.#trees.get(node) ?? new Set()).add(way))
    // not recursive: hostile trees are deep
    const nodes = [node]
    for (const next of nodes) {
      // scripts among modules are for who develops with them; libraries are loaded
      this.#stand(next, reason, { part, runs: runs && this.#image.objectAt(next) !== undefined })
      for (const child of next.children?.values() ?? []) nodes.push(child)
    }
  }

  /** Goes on until nothing leads to anything new. */
  run(): void {
    // breadth first, so that the reason of a path is the shortest; the list grows meanwhile
    for (const node of this.#ahead) {
      const { runs, part, given } = this.#kept.get(node)!
      for (const follower of this.#followers) {
        if (follower.of === 'runs' && !runs) continue
        // what the base has leads to what the base has; for modules it has to be the same interpreter
        if (given !== undefined && (!follower.alsoOfGiven || given.by?.name !== node.name)) continue
        for (const lead of follower.leads({ node, runs, part }, this.#image)) this.add(lead, node)
      }
    }
    this.#ahead.length = 0
  }

  #stand(
    node: TreeNode,
    reason: KeepReason,
    { part = false, runs = false }: Pick<Lead, 'part' | 'runs'>,
    given: Given | undefined = this.#image.offer?.forNode(node, part),
  ): void {
    const refusal = given === undefined ? this.#image.drops.get(node) : undefined
    if (refusal !== undefined) {
      this.#dropped.set(node, refusal)
      if (!part && !this.#missed.has(node)) this.#missed.set(node, reason)
      return
    }
    const known = this.#kept.get(node)
    if (known?.given !== undefined && given === undefined) {
      this.#kept.delete(node) // to be found again by who goes through what stays
    } else if (known !== undefined) {
      if (runs && !known.runs) {
        known.runs = true
        this.#ahead.push(node)
      }
      if (!part) known.part = false
      return
    }
    const drop = part && given === undefined ? (this.#dropped.get(node) ?? this.#verdict(node)) : undefined
    if (drop !== undefined) {
      this.#dropped.set(node, drop)
      return
    }
    this.#dropped.delete(node)
    this.#kept.set(node, { reason, runs: runs || (known?.runs ?? false), part, given })
    this.#ahead.push(node)
  }
}

function reasonOf({ kind, says, because }: Lead, from: TreeNode | null): KeepReason {
  return { kind, says, because: because === undefined ? from : because }
}
