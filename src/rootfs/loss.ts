import type { TreeNode } from './tree.ts'

/**
 * How a name of a lower layer goes: a whiteout of it or of a directory above it, an opaque marker of such a directory, or
 * something else in its own place or in that of a directory above it.
 */
export type LossKind = 'deleted' | 'opaque' | 'overwritten'

/** A name that a layer took away: from the layers below, or from itself where its tar has a path twice. */
export interface Loss {
  /** What was there, as it was: a directory has lost its children by now, and says what it was last written as. */
  readonly node: TreeNode
  readonly kind: LossKind
  /** Index of the layer that took the name away. */
  readonly layer: number
  /** What this layer has at the same path instead; null for nothing. */
  readonly replacement: TreeNode | null
}
