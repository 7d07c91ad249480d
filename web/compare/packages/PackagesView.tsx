import { useMemo } from 'preact/hooks'
import { formatBytes, formatCount } from '../../../src/report/quantity.ts'
import { CheckField } from '../parts/CheckField.tsx'
import { ImageChooser, useShownImages } from '../parts/ImageChooser.tsx'
import { ImageSelect } from '../parts/ImageSelect.tsx'
import { SearchField } from '../parts/SearchField.tsx'
import { type TableColumn, WindowedTable } from '../parts/WindowedTable.tsx'
import { useReport } from '../state/report.ts'
import { oneOf, placeIn, setParams, useParams } from '../state/view-params.ts'
import { type PackageRow, packageTable, sameVersions } from './package-table.ts'
import { Legend, VersionCell } from './VersionCell.tsx'

/** What the rows can be sorted by, with the way that comes first. */
const ORDERS = {
  name: { first: 'ascending', compare: (a: PackageRow, b: PackageRow) => compareText(a.name, b.name) },
  type: { first: 'ascending', compare: (a: PackageRow, b: PackageRow) => compareText(a.type, b.type) },
  size: { first: 'descending', compare: (a: PackageRow, b: PackageRow) => largest(a) - largest(b) },
} as const
const KEYS = ['name', 'type', 'size'] as const
const DIRECTIONS = ['ascending', 'descending'] as const

/** Which versions of which packages the images have. */
export function PackagesView() {
  const report = useReport()
  const params = useParams()
  const images = useShownImages()
  const base = placeIn(report.images.length, params.get('base'), images[0]!)
  const query = params.get('package') ?? ''
  const all = useMemo(() => packageTable(report), [report])
  const types = useMemo(() => [...new Set(all.map(({ type }) => type))].sort(), [all])
  const type = oneOf(params.get('type'), ['all', ...types])
  const onlyDifferent = params.get('packages') === 'different'
  const key = oneOf(params.get('by-package'), KEYS)
  const direction = oneOf(params.get('way'), [ORDERS[key].first, ...DIRECTIONS])

  const rows = useMemo(() => {
    const wanted = query.toLowerCase()
    const sign = direction === 'ascending' ? 1 : -1
    return all
      .filter((row) => type === 'all' || row.type === type)
      .filter(({ name }) => name.toLowerCase().includes(wanted))
      .filter(({ cells }) => images.some((image) => cells[image] !== null))
      .filter(({ cells }) => !onlyDifferent || images.some((image) => !sameVersions(cells[image]!, cells[images[0]!]!)))
      .sort((a, b) => sign * ORDERS[key].compare(a, b))
  }, [all, images, query, type, onlyDifferent, key, direction])

  const sorted = (column: (typeof KEYS)[number]) => (column === key ? direction : null)
  const columns: TableColumn[] = [
    { key: 'name', title: 'Package', width: 'var(--name-column)', sorted: sorted('name') },
    { key: 'type', title: 'Type', width: 'var(--word-column)', sorted: sorted('type') },
    {
      key: 'size',
      title: 'Size',
      note: 'In the image where it is largest',
      width: 'var(--bytes-column)',
      numeric: true,
      sorted: sorted('size'),
    },
    ...images.map((image) => ({
      key: String(image),
      title: report.document.images[image]!.label,
      note: report.document.images[image]!.reference,
      width: 'var(--version-column)',
    })),
  ]
  const sort = (column: string): void => {
    const next = oneOf(column, KEYS)
    const way = next !== key ? ORDERS[next].first : direction === 'ascending' ? 'descending' : 'ascending'
    setParams({ 'by-package': next === KEYS[0] ? null : next, way: way === ORDERS[next].first ? null : way })
  }
  return (
    <>
      <div class="controls">
        <SearchField label="Filter by name" value={query} search={(text) => setParams({ package: text || null })} />
        <label class="field">
          <span>Type</span>
          <select
            value={type}
            onChange={({ currentTarget }) =>
              setParams({ type: currentTarget.value === 'all' ? null : currentTarget.value })
            }
          >
            {['all', ...types].map((word) => (
              <option key={word}>{word}</option>
            ))}
          </select>
        </label>
        <ImageSelect label="Marked against" value={base} choose={(image) => setParams({ base: String(image) })} />
        <CheckField
          label="Only what differs"
          checked={onlyDifferent}
          change={(checked) => setParams({ packages: checked ? 'different' : null })}
        />
        <ImageChooser />
      </div>
      <p class="total" role="status">
        {formatCount(rows.length, 'package')}
        {rows.length === all.length ? '' : ` of ${formatCount(all.length)}`}
      </p>
      <Legend />
      <WindowedTable
        label="Packages of each image"
        columns={columns}
        count={rows.length}
        sort={sort}
        empty="No package matches."
        row={(index) => {
          const row = rows[index]!
          return (
            <>
              <th scope="row" title={row.name}>
                {row.name}
              </th>
              <td>{row.type}</td>
              <td class="number">{formatBytes(largest(row))}</td>
              {images.map((image) => (
                <VersionCell key={image} row={row} image={image} base={base} />
              ))}
            </>
          )
        }}
      />
    </>
  )
}

function largest({ cells }: PackageRow): number {
  return Math.max(...cells.map((cell) => cell?.bytes ?? 0))
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
