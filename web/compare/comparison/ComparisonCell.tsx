import type { CompareRow } from '../../../src/report/compare-document.ts'
import { useReport } from '../state/report.ts'
import { cellText } from './cell-text.ts'

/** What an image has in a row; the best is marked by a star and in words. */
export function ComparisonCell({ row, image }: { readonly row: CompareRow; readonly image: number }) {
  const { document } = useReport()
  const value = document.images[image]!.values[row.name] ?? null
  const isBest = row.best.includes(image)
  const text = cellText(row, value)
  const isNumeric = row.kind === 'bytes' || row.kind === 'count' || row.kind === 'list'
  const classes = [isNumeric ? 'number' : '', isBest ? 'best' : '', value === null ? 'absent' : '']
  return (
    <td class={classes.join(' ').trim() || undefined}>
      {isBest && (
        <>
          <span class="star" aria-hidden="true">
            ★
          </span>
          <span class="visually-hidden">best: </span>
        </>
      )}
      {Array.isArray(value) && value.length > 0 ? (
        <details>
          <summary>{text}</summary>
          <ul class="paths">
            {value.map((path) => (
              <li key={path}>{path}</li>
            ))}
          </ul>
        </details>
      ) : (
        text
      )}
      {row.kind === 'bytes' && typeof value === 'number' && <Bar bytes={value} row={row} />}
    </td>
  )
}

/** How much of the row's largest it is. */
function Bar({ bytes, row }: { readonly bytes: number; readonly row: CompareRow }) {
  const { images } = useReport().document
  const most = Math.max(...images.map(({ values }) => Number(values[row.name] ?? 0)))
  if (most <= 0) return null
  return (
    <span class="bar" aria-hidden="true">
      <span style={{ width: `${(100 * bytes) / most}%` }} />
    </span>
  )
}
