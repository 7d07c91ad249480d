import type { StoredFile } from './stored-file.ts'

/** Adds up the files that are seen and whose content another one has too, beyond the first of each. */
export function duplicates(files: readonly StoredFile[]): { readonly files: number; readonly bytes: number } {
  const bySize = new Map<number, StoredFile[]>()
  for (const file of files) {
    if (file.shadow !== null) continue
    const sameSize = bySize.get(file.bytes)
    if (sameSize === undefined) bySize.set(file.bytes, [file])
    else sameSize.push(file)
  }
  const total = { files: 0, bytes: 0 }
  for (const [size, sameSize] of bySize) {
    if (sameSize.length === 1) continue
    const copies = sameSize.length - new Set(sameSize.map(({ node }) => node.sha256)).size
    total.files += copies
    total.bytes += copies * size
  }
  return total
}
