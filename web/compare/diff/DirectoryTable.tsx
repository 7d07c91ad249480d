import { useMemo } from 'preact/hooks'
import type { FileTable } from '../../../src/compare/html/report-data.ts'
import { formatBytes, formatCount } from '../../../src/report/quantity.ts'
import { Breadcrumb } from '../parts/Breadcrumb.tsx'
import { type TableColumn, WindowedTable } from '../parts/WindowedTable.tsx'
import { placeIn, setParams, useParams } from '../state/view-params.ts'
import { changedChildren, directoryChanges } from './directory-changes.ts'
import type { FileChange } from './file-changes.ts'
import { signedBytes } from './signed-bytes.ts'

const COLUMNS: readonly TableColumn[] = [
  { key: 'name', title: 'Name', width: 'var(--name-column)' },
  { key: 'delta', title: 'Difference', width: 'var(--bytes-column)', numeric: true },
  { key: 'before', title: 'From', width: 'var(--bytes-column)', numeric: true },
  { key: 'after', title: 'To', width: 'var(--bytes-column)', numeric: true },
  { key: 'changes', title: 'Paths', note: 'At which the images differ', width: 'var(--count-column)', numeric: true },
]

/** Where bytes come and go, one directory at a time. */
export function DirectoryTable({
  table,
  changes,
  from,
  to,
}: {
  readonly table: FileTable
  readonly changes: readonly FileChange[]
  readonly from: number
  readonly to: number
}) {
  const directory = placeIn(table.names.length, useParams().get('in'), 0)
  const all = useMemo(() => directoryChanges(table, from, to, changes), [table, from, to, changes])
  const rows = useMemo(() => changedChildren(table, directory, all), [table, directory, all])
  const way = [directory]
  while (way[0] !== 0) way.unshift(table.parents[way[0]!]!)
  const open = (path: number): void => setParams({ in: path === 0 ? null : String(path) }, true)
  return (
    <section aria-labelledby="directories">
      <h2 id="directories">Directories</h2>
      <Breadcrumb
        label="Directory"
        steps={way.map((path) => (path === 0 ? '/' : table.names[path]!))}
        open={(depth) => open(way[depth]!)}
      />
      <WindowedTable
        key={directory}
        label="Where the difference is"
        columns={COLUMNS}
        count={rows.length}
        empty="Nothing in it differs."
        row={(index) => {
          const path = rows[index]!
          const isOpenable = table.parents[path + 1] === path && all.changes[path]! > 0
          const name = table.names[path]!
          return (
            <>
              <th scope="row" title={name}>
                {isOpenable ? (
                  <button type="button" class="link" onClick={() => open(path)}>
                    {name}/
                  </button>
                ) : (
                  name
                )}
              </th>
              <td class="number">{signedBytes(all.after[path]! - all.before[path]!)}</td>
              <td class="number">{formatBytes(all.before[path]!)}</td>
              <td class="number">{formatBytes(all.after[path]!)}</td>
              <td class="number">{formatCount(all.changes[path]!)}</td>
            </>
          )
        }}
      />
    </section>
  )
}
