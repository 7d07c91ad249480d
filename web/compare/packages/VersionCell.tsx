import { useReport } from '../state/report.ts'
import { PACKAGE_CHANGES, type PackageChange, packageChange } from './package-change.ts'
import type { PackageRow } from './package-table.ts'

/** How a cell says that it is not what the image has that it is marked against. */
const MARKS: Readonly<Record<PackageChange, { readonly sign: string; readonly word: string }>> = {
  added: { sign: '+', word: 'only here' },
  removed: { sign: '−', word: 'missing' },
  upgraded: { sign: '▲', word: 'newer' },
  downgraded: { sign: '▼', word: 'older' },
  changed: { sign: '≠', word: 'different' },
}

/** The versions that an image has of a package. */
export function VersionCell({
  row,
  image,
  base,
}: {
  readonly row: PackageRow
  readonly image: number
  /** The image that it is marked against. */
  readonly base: number
}) {
  const { label } = useReport().document.images[base]!
  const cell = row.cells[image]!
  const change = packageChange(row.type, row.cells[base]!, cell)
  const text = cell === null ? '' : cell.versions.join(', ')
  if (change === null) {
    return (
      <td class={cell === null ? 'absent' : undefined} title={text}>
        {cell === null ? (
          <>
            <span aria-hidden="true">–</span>
            <span class="visually-hidden">none</span>
          </>
        ) : (
          text
        )}
      </td>
    )
  }
  return (
    <td class={change} title={`${text} (${MARKS[change].word}, seen from ${label})`.trim()}>
      <span class="mark" aria-hidden="true">
        {MARKS[change].sign}
      </span>
      {cell === null ? (
        MARKS[change].word
      ) : (
        <>
          <span class="visually-hidden">{MARKS[change].word}: </span>
          {text}
        </>
      )}
    </td>
  )
}

/** What the marks stand for. */
export function Legend() {
  return (
    <ul class="legend" aria-label="Marks">
      {PACKAGE_CHANGES.map((change) => (
        <li key={change} class={change}>
          <span class="mark" aria-hidden="true">
            {MARKS[change].sign}
          </span>{' '}
          {MARKS[change].word}
        </li>
      ))}
    </ul>
  )
}
