import { useReport } from '../state/report.ts'

/** Chooses one of the images. */
export function ImageSelect({
  label,
  value,
  choose,
}: {
  readonly label: string
  readonly value: number
  readonly choose: (image: number) => void
}) {
  const { document } = useReport()
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => choose(Number(event.currentTarget.value))}>
        {document.images.map((image, index) => (
          <option key={image.label} value={index}>
            {image.label}
          </option>
        ))}
      </select>
    </label>
  )
}
