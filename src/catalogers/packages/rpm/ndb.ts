import { BrokenImageError } from '../../../errors.ts'
import type { Damage } from './damage.ts'
import { viewOf } from './data-view.ts'

/** `RpmP`, `Slot` and `BlbS`, as little-endian numbers. */
const FILE_MAGIC = 0x506d7052
const SLOT_MAGIC = 0x746f6c53
const BLOB_HEAD_MAGIC = 0x53626c42

const HEADER_SIZE = 32
const SLOT_SIZE = 16
const PAGE_SIZE = 4096
/** Offsets and sizes of blobs are counted in blocks. */
const BLOCK_SIZE = 16
const BLOB_HEAD_SIZE = 16
const BLOB_TAIL_SIZE = 12

/** Whether a file is an NDB package database, by its magic. */
export function isNdb(file: Uint8Array): boolean {
  return file.length >= HEADER_SIZE && viewOf(file).getUint32(0, true) === FILE_MAGIC
}

/**
 * The header blobs in rpm's own package database (`Packages.db`, SUSE's default): a header, pages of slots, and the blobs
 * that they point to; all numbers little-endian (rpm's lib/backend/ndb/rpmpkg.c).
 * @throws {BrokenImageError} when it is of another version.
 */
export function* readNdb(file: Uint8Array, damage: Damage): Generator<Uint8Array> {
  const view = viewOf(file)
  const version = view.getUint32(4, true)
  if (version !== 0) throw new BrokenImageError(`version ${version} of the NDB format is not known`)
  const slotsEnd = view.getUint32(12, true) * PAGE_SIZE
  for (let at = HEADER_SIZE; at < slotsEnd; at += SLOT_SIZE) {
    if (at + SLOT_SIZE > file.length) return damage.note(new BrokenImageError('the file is cut short'))
    const blob = damage.attempt(() => readSlot(file, view, at))
    if (blob !== undefined) yield blob
  }
}

function readSlot(file: Uint8Array, view: DataView, at: number): Uint8Array | undefined {
  if (view.getUint32(at, true) !== SLOT_MAGIC) throw new BrokenImageError(`there is no slot at byte ${at}`)
  const index = view.getUint32(at + 4, true)
  const start = view.getUint32(at + 8, true) * BLOCK_SIZE
  const size = view.getUint32(at + 12, true) * BLOCK_SIZE
  if (start === 0) return undefined // a free slot
  if (start + size > file.length) throw new BrokenImageError(`the header of package ${index} is cut off`)
  const length = view.getUint32(start + 12, true)
  const sound = view.getUint32(start, true) === BLOB_HEAD_MAGIC && view.getUint32(start + 4, true) === index
  if (!sound || BLOB_HEAD_SIZE + length + BLOB_TAIL_SIZE > size) {
    throw new BrokenImageError(`the header of package ${index} is not where its slot says`)
  }
  return file.subarray(start + BLOB_HEAD_SIZE, start + BLOB_HEAD_SIZE + length)
}
