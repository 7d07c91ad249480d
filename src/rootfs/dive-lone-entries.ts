import type { EntryTable } from '../layer/entry-table.ts'
import { markOf } from './mark.ts'
import { parentOf } from './path.ts'
import type { SquashedTree } from './tree.ts'

/**
 * Finds the entries that nothing else in the image bears on, most of all: in dive's figures they count for their size and no
 * more. For each layer, by row, 1 stands for such an entry. `tree` is what the layers squash to.
 *
 * What spares a look-up of every path is that a squashed tree has one node a path, and nothing below what is no directory. So
 * an entry that a node shows is the only one at its path, and a leaf if it has a size, unless there is another at its path or
 * below that no node shows; and those are few. Directories that have nothing but lone entries will be taken for empty ones,
 * which matters only where their paths also stand for bytes, and where whiteouts hide them.
 *
 * No entry counts as lone in images where that matters, which are those with a directory in the place of a file or of a deleted
 * path, nor in those with `.wh.` names for directories.
 */
export function loneEntries(layers: readonly EntryTable[], tree: SquashedTree<unknown>): readonly Uint8Array[] {
  const none = layers.map(({ length }) => new Uint8Array(length))
  const firstInodes = [0]
  for (const { length } of layers) firstInodes.push(firstInodes.at(-1)! + length)
  const lone = new Uint8Array(firstInodes.at(-1)!)
  for (const node of tree.nodes()) {
    if (node.name.startsWith('.wh.')) return none
    const { inode, contentLayer } = node
    // hard links show an entry of another path
    if (inode >= 0 && layers[contentLayer]!.path(inode - firstInodes[contentLayer]!) === node.path) lone[inode] = 1
  }
  const byLayer = layers.map((_, layer) => lone.subarray(firstInodes[layer], firstInodes[layer + 1]))
  const disputed = disputedPaths(layers, byLayer)
  if (disputed === null) return none
  const pending = [tree.root]
  for (let directory = pending.pop(); directory; directory = pending.pop()) {
    for (const node of directory.children!.values()) {
      const weighs = disputed.get(node.path)
      if (weighs === undefined) continue // nothing below it is disputed either
      if (node.inode >= 0) lone[node.inode] = 0
      if (!node.children?.size) continue
      if (weighs) return none
      pending.push(node)
    }
  }
  return byLayer
}

/**
 * The paths at and above entries that the tree does not show, and whether such an entry has bytes or hides the path. Null where
 * one is below a `.wh.` name.
 */
function disputedPaths(
  layers: readonly EntryTable[],
  shown: readonly Uint8Array[],
): ReadonlyMap<string, boolean> | null {
  const disputed = new Map<string, boolean>()
  const add = (path: string, weighs: boolean): void => {
    const known = disputed.get(path)
    if (known === undefined || (weighs && !known)) disputed.set(path, weighs)
    if (known !== undefined) return
    for (let above = parentOf(path); !disputed.has(above); above = parentOf(above)) disputed.set(above, false)
  }
  for (const [layer, entries] of layers.entries()) {
    const isShown = shown[layer]!
    for (let row = 0; row < entries.length; row++) {
      if (isShown[row] === 1) continue
      const path = entries.path(row)
      add(path, entries.size(row) > 0)
      if (!path.includes('/.wh.')) continue
      if (parentOf(path).includes('/.wh.')) return null
      const mark = markOf(path)
      if (mark?.kind === 'whiteout') add(mark.path, true)
    }
  }
  return disputed
}
