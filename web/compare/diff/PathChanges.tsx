import { useMemo } from 'preact/hooks'
import type { FileTable } from '../../../src/compare/html/report-data.ts'
import { formatBytes, formatCount } from '../../../src/report/quantity.ts'
import { pathText } from '../data/files-of-image.ts'
import { ChoiceField } from '../parts/ChoiceField.tsx'
import { SearchField } from '../parts/SearchField.tsx'
import { type TableColumn, WindowedTable } from '../parts/WindowedTable.tsx'
import { oneOf, setParams, useParams } from '../state/view-params.ts'
import { entryText } from './entry-text.ts'
import type { FileChange } from './file-changes.ts'
import { signedBytes } from './signed-bytes.ts'

const CHOICES = ['all', 'added', 'removed', 'changed'] as const
const KEYS = ['bytes', 'path'] as const

/** Every path at which two images differ. */
export function PathChanges({
  table,
  changes,
}: {
  readonly table: FileTable
  readonly changes: readonly FileChange[]
}) {
  const params = useParams()
  const wanted = oneOf(params.get('path-change'), CHOICES)
  const key = oneOf(params.get('path-order'), KEYS)
  const query = params.get('path') ?? ''
  const rows = useMemo(() => {
    const text = query.toLowerCase()
    const found = changes
      .filter(({ kind }) => wanted === 'all' || kind === wanted)
      .filter(({ path }) => text === '' || pathText(table, path).toLowerCase().includes(text))
    return key === 'path' ? found : found.sort((a, b) => Math.abs(b.bytes) - Math.abs(a.bytes))
  }, [table, changes, wanted, query, key])
  const columns: readonly TableColumn[] = [
    { key: 'path', title: 'Path', width: 'var(--path-column)', sorted: key === 'path' ? 'ascending' : null },
    { key: 'kind', title: 'Change', width: 'var(--word-column)' },
    {
      key: 'bytes',
      title: 'Size',
      width: 'var(--bytes-column)',
      numeric: true,
      sorted: key === 'bytes' ? 'descending' : null,
    },
    { key: 'what', title: 'What', width: '24rem' },
  ]
  return (
    <section aria-labelledby="file-changes">
      <h2 id="file-changes">Paths</h2>
      <div class="controls">
        <SearchField label="Filter paths" value={query} search={(text) => setParams({ path: text || null })} />
        <ChoiceField
          label="Changes of paths"
          words={CHOICES}
          value={wanted}
          choose={(word) => setParams({ 'path-change': word === 'all' ? null : word })}
        />
      </div>
      <p class="total" role="status">
        {formatCount(rows.length, 'path')}. Times of modification are not compared.
      </p>
      <WindowedTable
        label="Paths that differ"
        columns={columns}
        count={rows.length}
        sort={(column) => setParams({ 'path-order': column === KEYS[0] ? null : column })}
        empty="No such path."
        row={(index) => {
          const change = rows[index]!
          const path = pathText(table, change.path)
          const what = whatChanged(table, change)
          return (
            <>
              <th scope="row" class="path" title={path}>
                <bdi dir="ltr">{path}</bdi>
              </th>
              <td class={change.kind}>{change.kind}</td>
              <td class="number">{signedBytes(change.bytes)}</td>
              <td title={what}>{what}</td>
            </>
          )
        }}
      />
    </section>
  )
}

function whatChanged(table: FileTable, { from, to, aspects }: FileChange): string {
  if (from === null) return entryText(table, to!)
  if (to === null) return entryText(table, from)
  const details = aspects.map((aspect) => {
    if (aspect !== 'content') return aspect
    const [before, after] = [table.size[from]!, table.size[to]!]
    return before === after ? 'content' : `content (${formatBytes(before)} → ${formatBytes(after)})`
  })
  const states = [entryText(table, from), entryText(table, to)]
  return states[0] === states[1] ? details.join(', ') : `${details.join(', ')}: ${states.join(' → ')}`
}
