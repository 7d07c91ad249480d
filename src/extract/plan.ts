import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { TreeNode } from '../rootfs/tree.ts'

/** The paths that one entry of a layer makes: the one to write it to, and the hard links to that. */
export type EntryPaths = readonly [TreeNode, ...TreeNode[]]

/** Which entries of which layer make the final filesystem. */
export interface ExtractionPlan {
  /** Every directory below the root, parents first; also those that no layer lists. */
  readonly directories: readonly TreeNode[]
  /** For each layer, by the rows of its table: what of it is still to be seen. */
  readonly entries: readonly ReadonlyMap<number, EntryPaths>[]
}

/** Where a path's mode, owner and content stand. */
export interface ContentPlace {
  readonly layer: number
  /** In the table of the layer. */
  readonly row: number
}

/** Works out what of each layer the final filesystem needs. */
export function planExtraction({ tree, layers }: Pick<ImageInventory, 'tree' | 'layers'>): ExtractionPlan {
  const place = contentPlaces(layers)
  const directories: TreeNode[] = []
  const entries = layers.map(() => new Map<number, [TreeNode, ...TreeNode[]]>())
  for (const node of tree.nodes()) {
    if (node.children !== null) directories.push(node)
    if (node.inode === -1) continue // a directory that no layer lists
    const { layer, row } = place(node)
    const paths = entries[layer]!.get(row)
    if (paths === undefined) entries[layer]!.set(row, [node])
    // The entry's own path comes first where it is still to be seen: so links lead to it, as they did in the layer.
    else if (node.path === layers[layer]!.inventory.entries.path(row)) paths.unshift(node)
    else paths.push(node)
  }
  return { directories, entries }
}

/** Gives for nodes of the squashed tree, but for directories that no layer lists, the entry that made them what they are. */
export function contentPlaces(layers: ImageInventory['layers']): (node: TreeNode) => ContentPlace {
  // Inodes number the rows of all layers, base first.
  const first: number[] = []
  let rows = 0
  for (const { inventory } of layers) {
    first.push(rows)
    rows += inventory.entries.length
  }
  return (node) => ({ layer: node.contentLayer, row: node.inode - first[node.contentLayer]! })
}
