import { CheckField } from '../parts/CheckField.tsx'
import { ImageChooser, useShownImages } from '../parts/ImageChooser.tsx'
import { useReport } from '../state/report.ts'
import { oneOf, setParams, useParams } from '../state/view-params.ts'
import { ComparisonTable } from './ComparisonTable.tsx'
import { columnOrder, type Direction } from './column-order.ts'
import { SharedLayers } from './SharedLayers.tsx'
import { Warnings } from './Warnings.tsx'

const DIRECTIONS = ['ascending', 'descending'] as const

/** The images side by side, row by row. */
export function ComparisonView() {
  const { document } = useReport()
  const params = useParams()
  const shown = useShownImages()
  const sortedBy = document.rows.find(({ name }) => name === params.get('sort'))?.name ?? null
  const direction: Direction = oneOf(params.get('order'), DIRECTIONS)
  const images =
    sortedBy === null
      ? shown
      : columnOrder(shown, (image) => document.images[image]!.values[sortedBy] ?? null, direction)
  const onlyDifferent = params.get('rows') === 'different'

  const sort = (name: string): void => {
    // as asked, ascending, descending, as asked …
    if (name !== sortedBy) setParams({ sort: name, order: null })
    else if (direction === 'ascending') setParams({ order: 'descending' })
    else setParams({ sort: null, order: null })
  }
  return (
    <>
      <div class="controls">
        <CheckField
          label="Only rows that differ"
          checked={onlyDifferent}
          change={(checked) => setParams({ rows: checked ? 'different' : null })}
        />
        <ImageChooser />
      </div>
      <ComparisonTable
        images={images}
        sortedBy={sortedBy}
        direction={direction}
        sort={sort}
        onlyDifferent={onlyDifferent}
      />
      <SharedLayers images={images} />
      <Warnings images={images} />
    </>
  )
}
