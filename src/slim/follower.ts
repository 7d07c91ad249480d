import type { TreeNode } from '../rootfs/tree.ts'
import type { Lead } from './lead.ts'
import type { SlimImage } from './slim-image.ts'

/** Something that stays, as followers see it. */
interface Kept {
  readonly node: TreeNode
  /** Whether it may be run: see `Lead.runs`. */
  readonly runs: boolean
  /** Whether it is there as a part of a whole: see `Lead.part`. */
  readonly part: boolean
}

/** A way in which what stays leads to other paths that have to stay. Pure, and fast: it is asked about every path. */
export interface Follower {
  readonly name: string
  /** Where `runs`, it is only asked about what may be run. */
  readonly of: 'kept' | 'runs'
  /**
   * Whether it leads to what others put there for a program (modules of an interpreter): then it is asked also about one that the
   * base of `--onto` gives in place of this image's.
   */
  readonly alsoOfGiven?: true
  readonly leads: (kept: Kept, image: SlimImage) => Iterable<Lead>
}
