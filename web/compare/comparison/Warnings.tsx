import { useReport } from '../state/report.ts'

/** What could not be read of the images. */
export function Warnings({ images }: { readonly images: readonly number[] }) {
  const { document } = useReport()
  const warned = images.filter((image) => document.images[image]!.warnings.length > 0)
  if (warned.length === 0) return null
  return (
    <section aria-labelledby="warnings">
      <h2 id="warnings">Warnings</h2>
      {warned.map((image) => {
        const { label, warnings } = document.images[image]!
        return (
          <details key={image}>
            <summary>
              {label}: {warnings.length}
            </summary>
            <ul>
              {warnings.map((warning) => (
                <li key={warning}>{warning}</li>
              ))}
            </ul>
          </details>
        )
      })}
    </section>
  )
}
