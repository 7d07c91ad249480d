import { useMemo } from 'preact/hooks'
import { formatBytes, formatCount } from '../../../src/report/quantity.ts'
import { Breadcrumb } from '../parts/Breadcrumb.tsx'
import { ChoiceField } from '../parts/ChoiceField.tsx'
import { ImageSelect } from '../parts/ImageSelect.tsx'
import { SearchField } from '../parts/SearchField.tsx'
import { SmallPathsNote } from '../parts/SmallPathsNote.tsx'
import { useReport } from '../state/report.ts'
import { oneOf, placeIn, setParams, useParams } from '../state/view-params.ts'
import { LevelTable } from './LevelTable.tsx'
import { searchTree } from './size-search.ts'
import { GROUPINGS, type SizeNode, sizeTree } from './size-tree.ts'
import { Treemap } from './Treemap.tsx'
import { nodesOfPath, zoomPath } from './zoom-path.ts'

/** Where an image's bytes are: a treemap, and the same as a table. */
export function SizeView() {
  const report = useReport()
  const { files, document } = report
  const params = useParams()
  const image = placeIn(document.images.length, params.get('image'), 0)
  const by = oneOf(params.get('by'), GROUPINGS)
  const query = params.get('q') ?? ''
  const root = useMemo(() => (files === null ? null : sizeTree(report, files, image, by)), [report, files, image, by])
  const found = useMemo(() => (root === null || query === '' ? null : searchTree(root, query)), [root, query])
  if (root === null) return <p class="empty">Files are being read …</p>

  const nodes = nodesOfPath(root, params.get('at'))
  const shown = nodes.at(-1)!
  const zoom = (next: readonly SizeNode[]): void => setParams({ at: zoomPath(next) }, true)
  const up = (): void => zoom(nodes.slice(0, -1))
  const { label } = document.images[image]!
  return (
    <>
      <div class="controls">
        <ImageSelect
          label="Image"
          value={image}
          choose={(next) => setParams({ image: String(next), at: null }, true)}
        />
        <ChoiceField
          label="By"
          words={GROUPINGS}
          value={by}
          choose={(word) => setParams({ by: word, at: null }, true)}
        />
        <SearchField label="Highlight paths" value={query} search={(text) => setParams({ q: text || null })} />
      </div>
      <Breadcrumb
        label="Part of the image"
        steps={[label, ...nodes.slice(1).map((node) => node.label)]}
        open={(depth) => zoom(nodes.slice(0, depth + 1))}
      />
      <p class="total" role="status">
        {formatBytes(shown.bytes)} in {formatCount(shown.files, 'file')}
        {shown.note !== undefined && <span class="instruction">{shown.note}</span>}
        {found !== null &&
          `; ${formatBytes(found.bytes)} in ${formatCount(found.files, 'file')} of the image ${
            found.files === 1 ? 'matches' : 'match'
          }`}
      </p>
      <SmallPathsNote />
      <Treemap
        root={shown}
        matches={found?.matches ?? null}
        zoom={(below) => zoom([...nodes, ...below])}
        up={nodes.length > 1 ? up : null}
      />
      <LevelTable node={shown} matches={found?.matches ?? null} open={(child) => zoom([...nodes, child])} />
    </>
  )
}
