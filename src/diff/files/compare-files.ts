import type { ImageInventory } from '../../inventory/image-inventory.ts'
import { type Aspect, changedAspects } from '../../layers/aspects.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import type { Comparison } from '../read-pair.ts'
import { walkPairs } from '../walk-pairs.ts'
import { pairMoves } from './moves.ts'

/** A path that both images have, or one content at two paths, and in what they differ. */
export interface ChangedPath {
  readonly before: TreeNode
  readonly after: TreeNode
  readonly aspects: readonly Aspect[]
}

/** In what paths two images differ. */
export interface FileDifferences {
  /** In type, content or link target, perhaps in more. */
  readonly changed: readonly ChangedPath[]
  /** In mode, owner or extended attributes alone. */
  readonly metadata: readonly ChangedPath[]
  /** Directories before what is in them. */
  readonly added: readonly TreeNode[]
  /** Directories before what is in them. */
  readonly removed: readonly TreeNode[]
  /** Files that came where another of the same content went. */
  readonly moved: readonly ChangedPath[]
  /** How many paths differ in their time alone. */
  readonly touched: number
}

type FilesOf = Pick<ImageInventory, 'tree' | 'layers'>

const CONTENT: ReadonlySet<Aspect> = new Set(['type', 'content', 'target'])

/** Compares what two images have at each path. */
export function compareFiles(
  before: FilesOf,
  after: FilesOf,
  { matches, ignored }: Pick<Comparison, 'matches' | 'ignored'>,
): FileDifferences {
  const changed: ChangedPath[] = []
  const metadata: ChangedPath[] = []
  const added: TreeNode[] = []
  const removed: TreeNode[] = []
  let touched = 0
  const isSameEntry = sharedEntries(before, after)
  const aspectsOf = (old: TreeNode, now: TreeNode): readonly Aspect[] =>
    changedAspects(old, now).filter((aspect) => !ignored.has(aspect) && isMeaningful(aspect, old, now))

  walkPairs({ before: before.tree.root, after: after.tree.root }, null, (old, now) => {
    if (old !== null && now !== null) {
      if (isSameEntry(old, now)) return null
      const aspects = aspectsOf(old, now)
      if (aspects.length === 0 || !matches(now.path)) return null
      if (aspects.some((aspect) => CONTENT.has(aspect))) changed.push({ before: old, after: now, aspects })
      else if (aspects.some((aspect) => aspect !== 'mtime')) metadata.push({ before: old, after: now, aspects })
      else touched++
    } else if (now !== null) {
      if (matches(now.path)) added.push(now)
    } else if (old !== null && matches(old.path)) removed.push(old)
    return null
  })
  const { pairs, ...rest } = pairMoves(removed, added)
  const moved = pairs.map((pair) => ({ ...pair, aspects: aspectsOf(pair.before, pair.after) }))
  return { changed, metadata, moved, touched, ...rest }
}

/** Whether an aspect says something of these paths. */
function isMeaningful(aspect: Aspect, before: TreeNode, after: TreeNode): boolean {
  // symlinks have no mode that counts (symlink(7)), and each tool writes another
  if (aspect === 'mode') return after.type !== 'symlink'
  // directories that no layer lists have no time
  return aspect !== 'mtime' || (before.inode !== -1 && after.inode !== -1)
}

/** Tells whether two nodes come from one entry of the layers that both images begin with; nothing needs to be compared then. */
function sharedEntries(before: FilesOf, after: FilesOf): (old: TreeNode, now: TreeNode) => boolean {
  let rows = 0
  for (const [index, { inventory }] of before.layers.entries()) {
    if (after.layers[index]?.inventory.diffId !== inventory.diffId) break
    rows += inventory.entries.length
  }
  // inodes number the rows of all layers, base first
  return (old, now) => old.inode === now.inode && old.inode >= 0 && old.inode < rows
}
