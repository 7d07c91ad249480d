import { formatBytes, formatCount, formatShare } from '../../../src/report/quantity.ts'
import { type TableColumn, WindowedTable } from '../parts/WindowedTable.tsx'
import type { SizeNode } from './size-tree.ts'

const COLUMNS: readonly TableColumn[] = [
  { key: 'name', title: 'Name', width: 'auto' },
  { key: 'bytes', title: 'Size', width: 'var(--bytes-column)', numeric: true },
  { key: 'share', title: 'Share', width: 'var(--share-column)', numeric: true },
  { key: 'files', title: 'Files', width: 'var(--count-column)', numeric: true },
]

/** What the treemap shows, as a table: the largest first. */
export function LevelTable({
  node,
  matches,
  open,
}: {
  readonly node: SizeNode
  readonly matches: ((node: SizeNode) => boolean) | null
  readonly open: (child: SizeNode) => void
}) {
  const children = matches === null ? node.children! : node.children!.filter(matches)
  return (
    <WindowedTable
      // another level starts at its top
      key={node.label}
      label={`In ${node.label}`}
      columns={COLUMNS}
      count={children.length}
      empty={matches === null ? 'There are no files in it.' : 'Nothing in it matches.'}
      row={(index) => {
        const child = children[index]!
        return (
          <>
            <th scope="row" title={child.note ?? child.label}>
              {child.children === null ? (
                child.label
              ) : (
                <button type="button" class="link" onClick={() => open(child)}>
                  {child.kind === 'directory' ? `${child.label}/` : child.label}
                </button>
              )}
              {child.note !== undefined && <span class="note"> {child.note}</span>}
            </th>
            <td class="number">{formatBytes(child.bytes)}</td>
            <td class="number">{formatShare(child.bytes, node.bytes)}</td>
            <td class="number">{formatCount(child.files)}</td>
          </>
        )
      }}
    />
  )
}
