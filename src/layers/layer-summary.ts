import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { LargestFile, LayerSummary } from '../report/layers-document.ts'
import { displayPath } from '../rootfs/path.ts'
import type { PathChange } from './changes.ts'

/** As many of a layer's largest files are named. */
const LARGEST = 5

/** Sums a layer up; `changes` may be some of what it did only. */
export function layerSummary(
  { layers }: Pick<ImageInventory, 'layers'>,
  index: number,
  changes: readonly PathChange[],
  reclaimableBytes: number,
): LayerSummary {
  const { inventory, effect, instruction } = layers[index]!
  const { digest, diffId, compressedBytes, tarBytes } = inventory
  const { files, fileBytes } = effect
  return {
    index,
    digest,
    diffId,
    compressedBytes,
    tarBytes,
    fileBytes,
    files,
    ...countChanges(changes),
    ...bytesOf(changes, index),
    reclaimableBytes,
    instruction,
    largest: largestOf(changes, index),
  }
}

function countChanges(changes: readonly PathChange[]): Pick<LayerSummary, 'added' | 'modified' | 'deleted'> {
  const counts = { A: 0, M: 0, D: 0 }
  for (const { kind } of changes) if (kind !== null) counts[kind]++
  return { added: counts.A, modified: counts.M, deleted: counts.D }
}

function bytesOf(
  changes: readonly PathChange[],
  layer: number,
): Pick<LayerSummary, 'addedBytes' | 'modifiedBytes' | 'deletedBytes'> {
  const brought = new Set<number>()
  const bytes = { A: 0, M: 0, D: 0 }
  for (const kind of ['A', 'M'] as const) {
    for (const change of changes) {
      if (change.kind !== kind || !bringsContent(change, layer) || brought.has(change.after!.inode)) continue
      brought.add(change.after!.inode)
      bytes[kind] += change.after!.size
    }
  }
  const deleted = new Set<number>()
  for (const { kind, before } of changes) {
    if (kind !== 'D' || before?.type !== 'file' || deleted.has(before.inode)) continue
    deleted.add(before.inode)
    bytes.D += before.size
  }
  return { addedBytes: bytes.A, modifiedBytes: bytes.M, deletedBytes: bytes.D }
}

function largestOf(changes: readonly PathChange[], layer: number): LargestFile[] {
  const files = changes.filter((change) => bringsContent(change, layer) && change.after!.size > 0)
  files.sort((a, b) => b.after!.size - a.after!.size || (a.path < b.path ? -1 : 1))
  const largest: LargestFile[] = []
  const inodes = new Set<number>()
  for (const { path, kind, after } of files) {
    if (largest.length === LARGEST) break
    if (inodes.has(after!.inode)) continue
    inodes.add(after!.inode)
    largest.push({ path: displayPath(path), change: kind as LargestFile['change'], size: after!.size })
  }
  return largest
}

/** Whether the layer has the content of the file; a hard link to a file of a lower layer brings none. */
function bringsContent({ after }: PathChange, layer: number): boolean {
  return after?.type === 'file' && after.contentLayer === layer
}
