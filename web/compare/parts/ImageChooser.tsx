import { useReport } from '../state/report.ts'
import { setParams, useParams } from '../state/view-params.ts'

/** The images that tables show, in the order in which they were asked for; all, unless the address says which. */
export function useShownImages(): readonly number[] {
  const { images } = useReport()
  const all = images.map((_, index) => index)
  const wanted = new Set(useParams().get('images')?.split('.').map(Number))
  const shown = all.filter((image) => wanted.has(image))
  return shown.length === 0 ? all : shown
}

/** Chooses which images tables show. */
export function ImageChooser() {
  const { document } = useReport()
  const shown = useShownImages()
  const count = document.images.length
  const change = (image: number, isShown: boolean): void => {
    const next = isShown ? [...shown, image].sort((a, b) => a - b) : shown.filter((other) => other !== image)
    setParams({ images: next.length === count || next.length === 0 ? null : next.join('.') })
  }
  return (
    <details class="chooser">
      <summary>Images: {shown.length === count ? `all ${count}` : `${shown.length} of ${count}`}</summary>
      <fieldset>
        <legend class="visually-hidden">Images to show</legend>
        {document.images.map(({ label }, image) => (
          <label key={label} class="check">
            <input
              type="checkbox"
              checked={shown.includes(image)}
              onChange={(event) => change(image, event.currentTarget.checked)}
            />
            <span>{label}</span>
          </label>
        ))}
        <button type="button" onClick={() => setParams({ images: null })}>
          Show all
        </button>
      </fieldset>
    </details>
  )
}
