import { formatBytes, formatCount } from '../../../src/report/quantity.ts'
import { useReport } from '../state/report.ts'

/** What a registry stores, and a client downloads, once for several of the images. */
export function SharedLayers({ images }: { readonly images: readonly number[] }) {
  const { document, layers } = useReport()
  const { separateBytes, togetherBytes, matrix, shared } = document.sharing
  const labelOf = (image: number): string => document.images[image]!.label
  return (
    <section aria-labelledby="sharing">
      <h2 id="sharing">Layers in common</h2>
      <p>
        Pulled one by one, all {document.images.length} images are {formatBytes(separateBytes)}; pulled to one place,{' '}
        {formatBytes(togetherBytes)}, as {formatCount(shared.length, 'layer')} of {formatCount(layers.length)}{' '}
        {shared.length === 1 ? 'is' : 'are'} in several.
      </p>
      {shared.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1)
        <section class="scroller wide" aria-label="Layers in common" tabIndex={0}>
          <table class="matrix">
            <caption class="visually-hidden">
              Compressed bytes and number of layers that two images have in common; with itself, all of an image.
            </caption>
            <thead>
              <tr>
                <td />
                {images.map((image) => (
                  <th key={image} scope="col">
                    {labelOf(image)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {images.map((a) => (
                <tr key={a}>
                  <th scope="row">{labelOf(a)}</th>
                  {images.map((b) => {
                    const common = matrix[a]![b]!
                    return common.layers === 0 ? (
                      <td key={b} class="number absent">
                        none
                      </td>
                    ) : (
                      <td key={b} class={a === b ? 'number self' : 'number'}>
                        {formatBytes(common.compressedBytes)}
                        <span class="note">{formatCount(common.layers, 'layer')}</span>
                      </td>
                    )
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}
