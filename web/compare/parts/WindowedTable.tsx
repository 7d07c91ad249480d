import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { usePrinting } from '../state/theme.ts'

/** A column of a table. */
export interface TableColumn {
  readonly key: string
  readonly title: string
  /** More about it than the title has room for. */
  readonly note?: string
  /** Of the column, as CSS has it. */
  readonly width: string
  readonly numeric?: boolean
  /** Which way the rows are sorted by it; null where they are not, undefined where they cannot be. */
  readonly sorted?: 'ascending' | 'descending' | null
}

/** The height of a row, in CSS pixels; style.css has the same. */
const ROW_HEIGHT = 32
/** Rows that stand ready above and below what can be seen. */
const MARGIN = 12
/** On paper there is no scrolling, but there is an end to paper. */
const MOST_PRINTED_ROWS = 2000

/** A table of any number of rows, of which only those that can be seen are in the page. */
export function WindowedTable({
  label,
  columns,
  count,
  row,
  sort,
  empty,
}: {
  /** What the table is of. */
  readonly label: string
  readonly columns: readonly TableColumn[]
  readonly count: number
  /** The cells of a row. */
  readonly row: (index: number) => ComponentChildren
  /** Sorts by a column, or turns its order round. */
  readonly sort?: (key: string) => void
  /** Stands there when there are no rows. */
  readonly empty: string
}) {
  const box = useRef<HTMLElement>(null)
  const [view, setView] = useState({ top: 0, height: 600 })
  const isPrinting = usePrinting()
  useEffect(() => {
    const element = box.current!
    const look = (): void => setView({ top: element.scrollTop, height: element.clientHeight })
    const observer = new ResizeObserver(look)
    observer.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [])
  const first = isPrinting ? 0 : Math.max(0, Math.min(count, Math.floor(view.top / ROW_HEIGHT)) - MARGIN)
  const last = isPrinting
    ? Math.min(count, MOST_PRINTED_ROWS)
    : Math.min(count, Math.ceil((view.top + view.height) / ROW_HEIGHT) + MARGIN)
  const shown = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1)
    <section class="scroller" aria-label={label} tabIndex={0} ref={box}>
      <table class="windowed" aria-label={label} aria-rowcount={count + 1}>
        <colgroup>
          {columns.map(({ key, width }) => (
            <col key={key} style={{ width }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <ColumnHead key={column.key} column={column} sort={sort} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap rows={first} columns={columns.length} />
          {shown.map((index) => (
            <tr key={index} aria-rowindex={index + 2}>
              {row(index)}
            </tr>
          ))}
          <Gap rows={isPrinting ? 0 : count - Math.max(first, last)} columns={columns.length} />
        </tbody>
      </table>
      {count === 0 && <p class="empty">{empty}</p>}
      {isPrinting && count > MOST_PRINTED_ROWS && (
        <p class="empty">{count - MOST_PRINTED_ROWS} more are not printed.</p>
      )}
    </section>
  )
}

function ColumnHead({
  column,
  sort,
}: {
  readonly column: TableColumn
  readonly sort: ((key: string) => void) | undefined
}) {
  const { key, title, note, numeric, sorted } = column
  const className = numeric ? 'number' : undefined
  if (sorted === undefined || sort === undefined) {
    return (
      <th scope="col" class={className} title={note}>
        {title}
      </th>
    )
  }
  return (
    <th scope="col" class={className} aria-sort={sorted ?? 'none'} title={note}>
      <button type="button" class="sort" onClick={() => sort(key)}>
        {title} <SortMark sorted={sorted} />
      </button>
    </th>
  )
}

/** An arrow that says which way is sorted. */
export function SortMark({ sorted }: { readonly sorted: 'ascending' | 'descending' | null }) {
  return (
    <span class="sort-mark" aria-hidden="true">
      {sorted === 'ascending' ? '↑' : sorted === 'descending' ? '↓' : '↕'}
    </span>
  )
}

/** The room of rows that are not in the page. */
function Gap({ rows, columns }: { readonly rows: number; readonly columns: number }) {
  return rows <= 0 ? null : (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing of it can have the focus
    <tr class="gap" aria-hidden="true">
      <td colSpan={columns} style={{ height: `${rows * ROW_HEIGHT}px` }} />
    </tr>
  )
}
