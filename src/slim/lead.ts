import type { TreeNode } from '../rootfs/tree.ts'

/** A path that has to stay, and what says so. */
export interface Lead {
  /** Absolute; symlinks on the way to it stay as well. Where it leads nowhere, nothing comes of it. */
  readonly path: string
  /** See `KeepReason.kind`. */
  readonly kind: string
  /** See `KeepReason.says`. */
  readonly says: string
  /** What led here, where that is not the file that was looked at. */
  readonly because?: TreeNode | null
  /** Whether all that is below it is meant, too. */
  readonly tree?: boolean
  /**
   * Whether it comes along as a part of a whole that nobody names by itself: policies may drop it. What is named by itself stays
   * whatever policies say.
   */
  readonly part?: boolean
  /**
   * Whether it may be run, or be loaded by what runs: then it leads to all that it needs for that. Else it only leads to
   * what would be broken without: a library's libraries, a symlink's end. Of a tree, it is said of binaries only.
   */
  readonly runs?: boolean
}
