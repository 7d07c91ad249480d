import { PACKAGE_CHANGES } from '../packages/package-change.ts'
import { ChoiceField } from '../parts/ChoiceField.tsx'
import { type TableColumn, WindowedTable } from '../parts/WindowedTable.tsx'
import { oneOf, setParams, useParams } from '../state/view-params.ts'
import type { PackageDifference } from './package-differences.ts'
import { signedBytes } from './signed-bytes.ts'

const COLUMNS: readonly TableColumn[] = [
  { key: 'name', title: 'Package', width: 'var(--name-column)' },
  { key: 'change', title: 'Change', width: 'var(--word-column)' },
  { key: 'bytes', title: 'Size', width: 'var(--bytes-column)', numeric: true },
  { key: 'type', title: 'Type', width: 'var(--word-column)' },
  { key: 'from', title: 'From', width: 'var(--version-column)' },
  { key: 'to', title: 'To', width: 'var(--version-column)' },
]

/** The packages that two images do not have in the same versions. */
export function PackageChanges({ differences }: { readonly differences: readonly PackageDifference[] }) {
  const wanted = oneOf(useParams().get('package-change'), CHOICES)
  const rows = wanted === 'all' ? differences : differences.filter(({ change }) => change === wanted)
  return (
    <section aria-labelledby="package-changes">
      <h2 id="package-changes">Packages</h2>
      <div class="controls">
        <ChoiceField
          label="Changes of packages"
          words={CHOICES}
          value={wanted}
          choose={(word) => setParams({ 'package-change': word === 'all' ? null : word })}
        />
      </div>
      <WindowedTable
        label="Packages that differ"
        columns={COLUMNS}
        count={rows.length}
        empty="No such package."
        row={(index) => {
          const { type, name, change, from, to, bytes } = rows[index]!
          return (
            <>
              <th scope="row" title={name}>
                {name}
              </th>
              <td class={change}>{change}</td>
              <td class="number">{signedBytes(bytes)}</td>
              <td>{type}</td>
              <td title={from.join(', ')}>{from.join(', ') || 'none'}</td>
              <td title={to.join(', ')}>{to.join(', ') || 'none'}</td>
            </>
          )
        }}
      />
    </section>
  )
}

const CHOICES = ['all', ...PACKAGE_CHANGES] as const
