import type { TreeNode } from '../rootfs/tree.ts'

/** Why slim kept a path. `because` leads on towards a root, so that the reasons of a path make a chain. */
export interface KeepReason {
  /**
   * What kind of reason it is, as a follower or root names it: `entrypoint`, `healthcheck`, `keep`, `own-layer`, `library`,
   * `loader`, `symlink`, `interpreter`, `script-word`, `package`, `dependency`, `name-services`, `always`, `trace`…
   */
  readonly kind: string
  /** For people, without the path itself: `needs libssl.so.3`. */
  readonly says: string
  /** The path that led here; null for a root. */
  readonly because: TreeNode | null
}

/** Why slim dropped a path. */
export interface DropReason {
  /** A policy's name (`man-pages`), or `unneeded` for what nothing led to. */
  readonly kind: string
  readonly says: string
}

/** What happens to one path of the final filesystem. Every path has exactly one. */
export type Decision =
  | { readonly keep: true; readonly reason: KeepReason }
  | { readonly keep: false; readonly reason: DropReason }
