import type { ComparedImage } from '../../../src/report/compare-document.ts'
import { useReport } from '../state/report.ts'
import { GroupHead } from './GroupHead.tsx'

/** What tells which image it is that was compared. */
const ROWS: readonly {
  readonly label: string
  readonly text: (image: ComparedImage) => string | null
  readonly long?: true
}[] = [
  { label: 'Reference', text: ({ reference }) => reference },
  { label: 'Digest', text: ({ digest }) => digest, long: true },
  {
    label: 'Platform',
    text: ({ platform: { os, architecture, variant } }) => [os, architecture, variant].filter(Boolean).join('/'),
  },
  { label: 'Created', text: ({ created }) => created },
]

/** Which images these are. */
export function IdentityRows({ images }: { readonly images: readonly number[] }) {
  const { document } = useReport()
  return (
    <tbody>
      <GroupHead title="Image" columns={images.length} />
      {ROWS.map(({ label, text, long }) => (
        <tr key={label} class="identity">
          <th scope="row">{label}</th>
          {images.map((image) => {
            const value = text(document.images[image]!)
            return (
              <td key={image} class={value === null ? 'absent' : long && 'cut'} title={long && (value ?? undefined)}>
                {value ?? 'none'}
              </td>
            )
          })}
        </tr>
      ))}
    </tbody>
  )
}
