import type { FileTable } from '../../../src/compare/html/report-data.ts'
import { countedBytes, entriesByPath } from '../data/files-of-image.ts'
import type { FileChange } from './file-changes.ts'

/** How two images differ in and below each path; each column is as long as the table's paths. */
export interface DirectoryChanges {
  /** What the first image's content has there, hard links once. */
  readonly before: Float64Array
  readonly after: Float64Array
  /** Paths at which they differ. */
  readonly changes: Uint32Array
}

/** Adds up for every directory what two images have below it. */
export function directoryChanges(
  table: FileTable,
  from: number,
  to: number,
  changed: readonly FileChange[],
): DirectoryChanges {
  const before = bytesByPath(table, from)
  const after = bytesByPath(table, to)
  const changes = new Uint32Array(table.names.length)
  for (const { path } of changed) changes[path] = 1
  // backwards, so that a directory is complete when it adds what it has to the one that holds it
  for (let path = table.names.length - 1; path > 0; path--) {
    const parent = table.parents[path]!
    before[parent]! += before[path]!
    after[parent]! += after[path]!
    changes[parent]! += changes[path]!
  }
  return { before, after, changes }
}

/** What is in a directory and is not the same in both images: where most bytes come or go first. */
export function changedChildren(table: FileTable, directory: number, all: DirectoryChanges): number[] {
  const grown = (path: number): number => Math.abs(all.after[path]! - all.before[path]!)
  const children: number[] = []
  for (let path = 1; path < table.parents.length; path++) {
    if (table.parents[path] === directory && all.changes[path] !== 0) children.push(path)
  }
  return children.sort((a, b) => grown(b) - grown(a) || a - b)
}

function bytesByPath(table: FileTable, image: number): Float64Array {
  const bytes = new Float64Array(table.names.length)
  entriesByPath(table, image).forEach((entry, path) => {
    if (entry > 0) bytes[path] = countedBytes(table, entry - 1)
  })
  return bytes
}
