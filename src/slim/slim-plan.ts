import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { InstalledPackage } from '../inventory/ownership.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import type { Decision } from './keep-reason.ts'
import type { Trace } from './trace/trace.ts'

/** How much is taken away. */
export type SlimMode = 'packages' | 'files' | 'policy'

/** What becomes of an image: a pure function of its inventory and the options. Writing it is the writer's business. */
export interface SlimPlan {
  readonly image: ImageInventory
  readonly mode: SlimMode
  /** One for every path below the root; directories are kept where anything in them is. */
  readonly decisions: ReadonlyMap<TreeNode, Decision>
  /** Packages that are there afterwards: those with a file left, or with none to begin with and still needed. */
  readonly packages: readonly InstalledPackage[]
  /** Contents that are written in place of what the image has (package databases), and new files, by path. */
  readonly rewritten: ReadonlyMap<string, NewFile>
  /**
   * Programs and libraries that are to lose what only debuggers read, with the bytes of that as far as they are known before; the writer
   * leaves what it cannot strip.
   */
  readonly stripped: ReadonlyMap<TreeNode, number>
  /** The layers of the app itself, told from its base; what they keep stands in layers of its own. */
  readonly appLayers: readonly number[]
  /** What was learnt from runs; null where there were none to learn from. */
  readonly learned: Learned | null
  /** What nobody can know from the files alone: `dlopen`, plugins, eval in scripts. */
  readonly doubts: readonly string[]
}

/** What runs of an image taught. */
export interface Learned {
  readonly traces: readonly Trace[]
  /** What stays because of them, and would not for what is known without; directories before what is in them. */
  readonly added: readonly TreeNode[]
}

/** A file that the slimmed image has and the source has not, or not so. */
export interface NewFile {
  readonly content: Uint8Array
  readonly mode: number
  readonly uid: number
  readonly gid: number
}
