import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { encodeFileTable } from './encode-file-table.ts'
import type { FileMatrix } from './file-matrix.ts'
import { joinSmallPaths, pathBytes } from './join-small-paths.ts'

/** How much of what there is room for is aimed at: what is left takes some more a path, and is not told beforehand. */
const SAFETY = 0.7

/** Bytes fit for an HTML element: gzip as base64. */
export async function pack(bytes: Uint8Array): Promise<string> {
  return (await promisify(gzip)(bytes)).toString('base64')
}

/**
 * Packs the files of images into `room` characters: all paths, or where that is too much, with small ones joined, as many by
 * themselves as there is room for. Each directory that is left may take a little more than that.
 */
export async function packFiles(matrix: FileMatrix, room: number): Promise<string> {
  let packed = await pack(encodeFileTable(matrix, null))
  if (packed.length <= room) return packed
  const bytes = pathBytes(matrix).sort()
  let kept = bytes.length
  while (packed.length > room && kept > 1) {
    kept = Math.max(1, Math.floor(kept * Math.min(0.5, (SAFETY * room) / packed.length)))
    const least = roundUp(bytes[bytes.length - kept]! + 1)
    packed = await pack(encodeFileTable(joinSmallPaths(matrix, least), least))
  }
  return packed
}

/** To one, two or five with zeros: what people can remember. */
function roundUp(bytes: number): number {
  const power = 10 ** Math.floor(Math.log10(bytes))
  return power * [1, 2, 5, 10].find((factor) => power * factor >= bytes)!
}
