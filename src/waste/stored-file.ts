import type { TreeNode } from '../rootfs/tree.ts'
import type { ShadowedEntry } from './shadowed.ts'

/** A file's content as some layer stores it: once for each time that it is stored, hard links once. */
export interface StoredFile {
  /** Where it is, or was. */
  readonly node: TreeNode
  /** The other places of a file that is seen under several names. */
  readonly otherNodes: readonly TreeNode[]
  readonly bytes: number
  /** Index of the layer that stores it. */
  readonly layer: number
  /** How it came to be hidden; null where the final filesystem shows it. */
  readonly shadow: ShadowedEntry | null
  /** Bytes of debug sections and symbol tables that a program or library has and does not need; only where it is seen. */
  readonly debugBytes: number
}

const NONE: readonly TreeNode[] = []

/** Every content that is not empty: what is hidden, then what is seen. */
export function storedFiles(
  shadowed: readonly ShadowedEntry[],
  nodes: Iterable<TreeNode>,
  debugBytesOf: (node: TreeNode) => number,
): StoredFile[] {
  const hidden = shadowed
    .filter(({ bytes }) => bytes > 0)
    .map((shadow) => {
      const { node, bytes, layer } = shadow
      return { node, otherNodes: NONE, bytes, layer, shadow, debugBytes: 0 }
    })
  const seen = new Map<number, StoredFile & { readonly otherNodes: TreeNode[] }>()
  for (const node of nodes) {
    if (node.type !== 'file') continue
    const { size: bytes, inode, contentLayer: layer } = node
    if (bytes === 0) continue
    const first = seen.get(inode)
    // in place: a hostile image gives one file a hundred thousand names
    if (first !== undefined) first.otherNodes.push(node)
    else seen.set(inode, { node, otherNodes: [], bytes, layer, shadow: null, debugBytes: debugBytesOf(node) })
  }
  return [...hidden, ...seen.values()]
}
