import type { FileTotal } from '../files-document.ts'
import { formatBytes, formatCount } from '../quantity.ts'

/** The line under a list of paths: what it comes to, rows beyond the limit included. */
export function totalLine({ paths, bytes }: FileTotal): string {
  return paths === 0 ? '  No such paths.' : `  ${formatCount(paths, 'path')}, ${formatBytes(bytes)}`
}
