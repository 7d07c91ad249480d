import type { EntryType } from '../layer/entry.ts'

/** A path of the final filesystem. */
export interface TreeNode {
  /** Absolute; `/` for the root. See `EntryHeader.path` for names that are not UTF-8. */
  readonly path: string
  readonly name: string
  readonly parent: TreeNode | null
  /** Hard links are files. */
  readonly type: Exclude<EntryType, 'hardlink'>
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Logical bytes of a regular file; 0 for everything else. */
  readonly size: number
  readonly mtime: number
  readonly linkTarget: string | null
  readonly xattrs: ReadonlyMap<string, Uint8Array> | null
  /** Index of the layer that the path was last written in. */
  readonly layer: number
  /** Identifies the content: hard links to one file share it. -1 for directories that no layer lists. */
  readonly inode: number
  /** Index of the layer that holds the content: below `layer` for a hard link to a file of a lower layer. */
  readonly contentLayer: number
  /** The SHA-256 of a regular file's content, in hexadecimal; null for everything else. */
  readonly sha256: string | null
  /** The same as bytes, without a copy: to compare many takes less time than to make texts of them. */
  readonly sha256Bytes: Uint8Array | null
  /** The numbers of a device file; null for everything else. */
  readonly device: { readonly major: number; readonly minor: number } | null
  /** What a directory was before later layers listed it again, base first, without children; null for everything else. */
  readonly earlier: readonly TreeNode[] | null
  /** Null except for directories. */
  readonly children: ReadonlyMap<string, TreeNode> | null
}

/** As much of a filesystem as whoever looks paths up in it needs. */
export type PathLookup<Fact = never> = Pick<SquashedTree<Fact>, 'root' | 'resolve' | 'fact'>

/** The final filesystem, as containers see it, with what catalogers read from its files (`Fact`). */
export interface SquashedTree<Fact = never> {
  readonly root: TreeNode
  /** The node at exactly this path; symlinks are not followed, neither last nor on the way. */
  get(path: string): TreeNode | undefined
  /** The node that the path leads to with every symlink followed inside the image; undefined on a dead end or a loop. */
  resolve(path: string): TreeNode | undefined
  /** As `resolve`, but a symlink at the end is given itself. */
  resolveParent(path: string): TreeNode | undefined
  /** Every node below the root, parents before children, siblings in byte order. */
  nodes(): Iterable<TreeNode>
  /** What this cataloger read from the file that is visible at the node. */
  fact(node: TreeNode): Fact | undefined
  /** Every visible file with a fact of this cataloger; a hard-linked file once for each of its paths. */
  facts(): Iterable<{ readonly node: TreeNode; readonly fact: Fact }>
  /** What this cataloger read at exactly this path in each layer that wrote it, base first, hidden versions included. */
  history(path: string): readonly { readonly layer: number; readonly fact: Fact }[]
}
