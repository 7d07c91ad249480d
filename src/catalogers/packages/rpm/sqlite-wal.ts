import { viewOf } from './data-view.ts'

/** Bytes that `isLiveWal` looks at: the header of the log and that of its first frame. */
export const WAL_HEAD_SIZE = 56

/** The magic's last bit tells the byte order of checksums. */
const WAL_MAGIC = 0x377f0682

/**
 * Whether a write-ahead log holds frames of its present generation, by sqlite.org/fileformat2.html#walformat: such ones
 * have the header's salts. After a checkpoint the log is emptied or starts again with other salts.
 */
export function isLiveWal(head: Uint8Array): boolean {
  const view = viewOf(head)
  const magic = view.getUint32(0) >>> 1 === WAL_MAGIC >>> 1
  return magic && view.getBigUint64(16) === view.getBigUint64(40)
}
