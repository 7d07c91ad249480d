import { nameOf } from '../../rootfs/path.ts'
import type { FileTreeDocument, FileTreeRow } from '../files-document.ts'
import { pathText } from '../path-text.ts'
import { formatBytes } from '../quantity.ts'
import { rowsLeftOut } from '../rows-left-out.ts'
import type { TableStyle } from '../table.ts'
import { totalLine } from './total.ts'

/** The widest number of bytes, as in `123.4 MB`. */
const BYTES_WIDTH = 8
/** Deeper paths are not moved further to the right: no terminal is that wide, and hostile trees are very deep. */
const MOST_INDENTED = 64

/** A tree as tree(1) draws it, each path with its size. */
export function fileTreeLines({ tree, more, total }: FileTreeDocument, { palette }: TableStyle): string[] {
  if (tree.length === 0) return [totalLine(total)]
  const isLast = lastSiblings(tree)
  // what stands before the names in each directory on the way to the row, by depth
  const indents: string[] = ['']
  const lines = tree.map((row, index) => {
    const indent = indents[row.depth]!
    const last = isLast[index]!
    indents[row.depth + 1] = row.depth >= MOST_INDENTED ? indent : indent + (last ? '    ' : '│   ')
    return `  ${sizeText(row).padStart(BYTES_WIDTH)}  ${palette.quiet(indent + (last ? '└── ' : '├── '))}${nameText(row)}`
  })
  return [...lines, ...rowsLeftOut(more, palette), '', totalLine(total)]
}

/** Of each row, whether no other of its directory comes below it. */
function lastSiblings(tree: readonly FileTreeRow[]): boolean[] {
  const isLast: boolean[] = []
  const seen: boolean[] = []
  for (let index = tree.length - 1; index >= 0; index--) {
    const { depth } = tree[index]!
    isLast[index] = seen[depth] !== true
    seen.length = depth + 1 // what was seen deeper down is in another directory
    seen[depth] = true
  }
  return isLast
}

function sizeText({ type, bytes }: FileTreeRow): string {
  return type === 'file' || type === 'directory' ? formatBytes(bytes) : ''
}

function nameText(row: FileTreeRow): string {
  return pathText(nameOf(row.path), row)
}
