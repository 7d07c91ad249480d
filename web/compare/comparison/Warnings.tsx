import { leftOutText } from '../../../src/report/left-out.ts'
import { useReport } from '../state/report.ts'

/** What could not be read: of the images, and images that are not here because of it. */
export function Warnings({ images }: { readonly images: readonly number[] }) {
  const { document } = useReport()
  const warned = images.filter((image) => document.images[image]!.warnings.length > 0)
  const { leftOut } = document
  if (warned.length === 0 && leftOut.length === 0) return null
  return (
    <section aria-labelledby="warnings">
      <h2 id="warnings">Warnings</h2>
      {leftOut.length > 0 && (
        <ul>
          {leftOut.map((image) => (
            <li key={image.label}>
              {leftOutText(image)}: {image.message}
            </li>
          ))}
        </ul>
      )}
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
