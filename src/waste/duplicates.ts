import { sameContents } from '../rootfs/same-contents.ts'
import type { StoredFile } from './stored-file.ts'

/** Adds up the files that are seen and whose content another one has too, beyond the first of each. */
export function duplicates(files: readonly StoredFile[]): { readonly files: number; readonly bytes: number } {
  const total = { files: 0, bytes: 0 }
  for (const nodes of sameContents(files.flatMap(({ node, shadow }) => (shadow === null ? [node] : [])))) {
    total.files += nodes.length - 1
    total.bytes += (nodes.length - 1) * nodes[0]!.size
  }
  return total
}
