import type { FileTable } from '../../../src/compare/html/report-data.ts'
import { countedBytes, entriesByPath } from '../data/files-of-image.ts'

/** What two images can differ in at a path. */
type Aspect = 'type' | 'content' | 'link target' | 'mode' | 'owner' | 'xattrs'

/** A path at which two images differ. */
export interface FileChange {
  readonly path: number
  /** Entries of the table; null where the image has nothing there. */
  readonly from: number | null
  readonly to: number | null
  readonly kind: 'added' | 'removed' | 'changed'
  /** Only of what has changed. */
  readonly aspects: readonly Aspect[]
  /** What the image's content grows by, hard links once; below 0 where it shrinks. */
  readonly bytes: number
}

/** Every path at which two images differ, in the order of the tree. Times of modification are none of the table's. */
export function fileChanges(table: FileTable, from: number, to: number): FileChange[] {
  const before = entriesByPath(table, from)
  const after = entriesByPath(table, to)
  const changes: FileChange[] = []
  for (let path = 1; path < before.length; path++) {
    const change = changeAt(table, path, before[path]! - 1, after[path]! - 1)
    if (change !== null) changes.push(change)
  }
  return changes
}

function changeAt(table: FileTable, path: number, from: number, to: number): FileChange | null {
  if (from === to) return null
  if (from < 0) return { path, from: null, to, kind: 'added', aspects: [], bytes: countedBytes(table, to) }
  if (to < 0) return { path, from, to: null, kind: 'removed', aspects: [], bytes: -countedBytes(table, from) }
  const bytes = countedBytes(table, to) - countedBytes(table, from)
  const aspects = aspectsOf(table, from, to)
  return aspects.length === 0 ? null : { path, from, to, kind: 'changed', aspects, bytes }
}

function aspectsOf(table: FileTable, from: number, to: number): Aspect[] {
  const a = table.traits[table.trait[from]!]!
  const b = table.traits[table.trait[to]!]!
  const aspects: Aspect[] = []
  if (a.type !== b.type) aspects.push('type')
  else if (table.content[from] !== table.content[to]) aspects.push(a.type === 'symlink' ? 'link target' : 'content')
  // a symlink's mode means nothing (symlink(7))
  if (a.mode !== b.mode && (a.type !== 'symlink' || b.type !== 'symlink')) aspects.push('mode')
  if (a.uid !== b.uid || a.gid !== b.gid) aspects.push('owner')
  if (a.xattrs.length !== b.xattrs.length || a.xattrs.some((text, index) => text !== b.xattrs[index])) {
    aspects.push('xattrs')
  }
  return aspects
}
