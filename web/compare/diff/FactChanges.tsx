import { ComparisonCell } from '../comparison/ComparisonCell.tsx'
import { useReport } from '../state/report.ts'

/** The rows of the comparison in which two images differ. */
export function FactChanges({ from, to }: { readonly from: number; readonly to: number }) {
  const { document } = useReport()
  const before = document.images[from]!
  const after = document.images[to]!
  const rows = document.rows.filter(
    ({ name }) => JSON.stringify(before.values[name] ?? null) !== JSON.stringify(after.values[name] ?? null),
  )
  return (
    <section aria-labelledby="facts">
      <h2 id="facts">Facts</h2>
      {rows.length === 0 ? (
        <p class="empty">They are the same in every row of the comparison.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1)
        <section class="scroller wide" aria-label="Facts that differ" tabIndex={0}>
          <table class="facts" aria-label="Facts that differ">
            <thead>
              <tr>
                <td />
                <th scope="col">{before.label}</th>
                <th scope="col">{after.label}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.name}>
                  <th scope="row">{row.label}</th>
                  <ComparisonCell row={row} image={from} />
                  <ComparisonCell row={row} image={to} />
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}
