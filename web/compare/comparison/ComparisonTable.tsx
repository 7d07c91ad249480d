import type { CompareRow } from '../../../src/report/compare-document.ts'
import { headedRows } from '../../../src/report/compare-groups.ts'
import { SortMark } from '../parts/WindowedTable.tsx'
import { useReport } from '../state/report.ts'
import { ComparisonCell } from './ComparisonCell.tsx'
import type { Direction } from './column-order.ts'
import { GroupHead } from './GroupHead.tsx'
import { IdentityRows } from './IdentityRows.tsx'

/** Images as columns; a press on a row's name sorts them by that row. */
export function ComparisonTable({
  images,
  sortedBy,
  direction,
  sort,
  onlyDifferent,
}: {
  /** In the order of the columns. */
  readonly images: readonly number[]
  readonly sortedBy: string | null
  readonly direction: Direction
  readonly sort: (row: string) => void
  readonly onlyDifferent: boolean
}) {
  const { document } = useReport()
  const differs = ({ name }: CompareRow): boolean =>
    new Set(images.map((image) => JSON.stringify(document.images[image]!.values[name] ?? null))).size > 1
  const rows = onlyDifferent ? document.rows.filter(differs) : document.rows
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1)
    <section class="scroller wide" aria-label="Comparison" tabIndex={0}>
      <table class="comparison">
        <caption class="visually-hidden">
          What each image has, one image a column. The buttons in the first column sort the images.
        </caption>
        <thead>
          <tr>
            <td />
            {images.map((image) => (
              <th key={image} scope="col">
                {document.images[image]!.label}
              </th>
            ))}
          </tr>
        </thead>
        {!onlyDifferent && <IdentityRows images={images} />}
        {headedRows({ rows }).map(({ heading, rows: own }) => (
          <tbody key={heading}>
            <GroupHead title={heading} columns={images.length} />
            {own.map((row) => (
              <tr key={row.name} class={row.name === sortedBy ? 'sorted' : undefined}>
                <th scope="row" aria-sort={row.name === sortedBy ? direction : 'none'}>
                  <button type="button" class="sort" onClick={() => sort(row.name)}>
                    {row.label} <SortMark sorted={row.name === sortedBy ? direction : null} />
                  </button>
                </th>
                {images.map((image) => (
                  <ComparisonCell key={image} row={row} image={image} />
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
      {rows.length === 0 && <p class="empty">These images differ in nothing.</p>}
    </section>
  )
}
