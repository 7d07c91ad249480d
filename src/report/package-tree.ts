import { renderLine, type Span } from './line.ts'
import type { TreeRow } from './packages-document.ts'
import type { TableStyle } from './table.ts'
import { onOneLine } from './terminal-text.ts'

const LINE = '│  '
const GAP = '   '
const BRANCH = '├─ '
const LAST_BRANCH = '└─ '

const CUTS = { cycle: ' (cycle)', repeated: ' (above)' } as const

/** A tree of dependencies with the lines that show what is below what. */
export function renderPackageTree(rows: readonly TreeRow[], { width, palette }: TableStyle): string[] {
  const branches = branchesOf(rows, Math.max(1, Math.floor(width / 2 / LINE.length)))
  return rows.map((row, i) => {
    const name = onOneLine(row.name)
    const spans: Span[] = [
      { text: `  ${branches[i]}`, style: palette.quiet },
      row.depth === 0 ? { text: name, style: palette.title } : name,
      { text: ` ${onOneLine(row.version)}`, style: palette.quiet },
      { text: row.cut === null ? '' : CUTS[row.cut], style: row.cut === 'cycle' ? palette.warning : palette.quiet },
      { text: otherNames(row), style: palette.quiet },
    ]
    return renderLine(spans, width)
  })
}

/** What the package above calls it, where that is not its name: a virtual package, a library (`so:libz.so.1`). */
function otherNames({ name, requires }: TreeRow): string {
  const [first, ...others] = requires.filter((stated) => !stated.startsWith(name))
  if (first === undefined) return ''
  return `  for ${onOneLine(first)}${others.length === 0 ? '' : ` and ${others.length} more`}`
}

/** What stands before each row. Of what is deeper than `most`, only the lowest levels are drawn, and an ellipsis for the rest. */
function branchesOf(rows: readonly TreeRow[], most: number): string[] {
  const branches: string[] = []
  // Whether a row further down stands at this depth, below the same package; seen from the bottom up.
  const followed: boolean[] = []
  for (const { depth } of rows.toReversed()) {
    const first = Math.max(1, depth - most + 1)
    const above = Array.from({ length: Math.max(0, depth - first) }, (_, i) => (followed[first + i] ? LINE : GAP))
    const own = depth === 0 ? '' : followed[depth] ? BRANCH : LAST_BRANCH
    branches.push((first > 1 ? '… ' : '') + above.join('') + own)
    followed.length = depth
    followed[depth] = true
  }
  return branches.reverse()
}
