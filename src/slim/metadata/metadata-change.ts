import type { InstalledPackage } from '../../inventory/ownership.ts'
import type { SquashedTree, TreeNode } from '../../rootfs/tree.ts'
import type { NewFile, SlimPlan } from '../slim-plan.ts'

/** What must change so that a database states what is there. */
export interface MetadataChange {
  /** Written in place of what the image has, or new; by path. */
  readonly files: ReadonlyMap<string, NewFile>
  /** Kept after all, because a scanner knows packages by them. */
  readonly kept: readonly TreeNode[]
  /** Databases, or parts of them, that state what is no longer there; with all that is below a directory. */
  readonly dropped: readonly TreeNode[]
  /** The packages of this manager that the result states. */
  readonly packages: readonly InstalledPackage[]
  /** Where the result states what is not true: a sentence each. */
  readonly doubts: readonly string[]
}

/** What a database is rewritten from. */
export interface MetadataInput {
  readonly plan: SlimPlan
  /** The texts of the databases (`packageRecordsReader`). */
  readonly records: SquashedTree<string>
  /** The packages of this manager that stay. */
  readonly packages: readonly InstalledPackage[]
  /** Those of this manager that the image has. */
  readonly installed: readonly InstalledPackage[]
  /** Whether something is kept at a path, as a package's list spells it: through directories that have become symlinks too. */
  isThere(path: string): boolean
  /** Whether another base has something at a path, which stays as it is. */
  isTaken(path: string): boolean
  /** Whether what the image has at a path goes; builders remove files that lists go on to name. */
  isDropped(path: string): boolean
}

/** Makes the database of one kind of package state what is there. Pure. */
export type MetadataRewriter = (input: MetadataInput) => MetadataChange

/** What nothing changes. */
export function unchanged(packages: readonly InstalledPackage[]): MetadataChange {
  return { files: new Map(), kept: [], dropped: [], packages, doubts: [] }
}

/** A file of the result that belongs to root and that all may read. */
export function ordinaryFile(content: Uint8Array): NewFile {
  return { content, mode: 0o644, uid: 0, gid: 0 }
}
