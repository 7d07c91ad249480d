import type { TreeNode } from '../../rootfs/tree.ts'
import type { NotCovered } from '../plan.ts'
import type { Ground } from './ground.ts'

/** A file of the app, by the path that names it; a symlink stands for the file it leads to, as COPY takes it. */
export interface FileCopy {
  readonly source: TreeNode
  /** Whose owner the copy gets. */
  readonly content: TreeNode
}

/** Everything to be copied, by where it lands. Nothing is in two of these, but that a made directory may get a tree. */
export interface Copies {
  /** Symlinks, and directories without what is in them, which a stage has to make first. */
  readonly made: ReadonlyMap<string, TreeNode>
  /** Directories with everything below them. */
  readonly trees: ReadonlyMap<string, TreeNode>
  readonly files: ReadonlyMap<string, FileCopy>
  readonly notCovered: readonly NotCovered[]
  readonly notes: readonly string[]
  readonly ground: Ground
}
