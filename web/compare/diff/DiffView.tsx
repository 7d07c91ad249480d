import { useMemo } from 'preact/hooks'
import { ImageSelect } from '../parts/ImageSelect.tsx'
import { SmallPathsNote } from '../parts/SmallPathsNote.tsx'
import { useReport } from '../state/report.ts'
import { placeIn, setParams, useParams } from '../state/view-params.ts'
import { DiffSummary } from './DiffSummary.tsx'
import { DirectoryTable } from './DirectoryTable.tsx'
import { FactChanges } from './FactChanges.tsx'
import { fileChanges } from './file-changes.ts'
import { PackageChanges } from './PackageChanges.tsx'
import { PathChanges } from './PathChanges.tsx'
import { packageDifferences } from './package-differences.ts'

/** What two of the images differ in. */
export function DiffView() {
  const report = useReport()
  const { files, document } = report
  const params = useParams()
  const count = document.images.length
  const from = placeIn(count, params.get('from'), 0)
  const to = placeIn(count, params.get('to'), Math.min(1, count - 1))
  const packages = useMemo(() => packageDifferences(report, from, to), [report, from, to])
  const changes = useMemo(() => (files === null ? null : fileChanges(files, from, to)), [files, from, to])
  const choose = (pair: { from: number; to: number }): void =>
    setParams({ from: String(pair.from), to: String(pair.to), in: null }, true)
  return (
    <>
      <div class="controls">
        <ImageSelect label="From" value={from} choose={(image) => choose({ from: image, to })} />
        <button type="button" class="swap" onClick={() => choose({ from: to, to: from })}>
          Swap
        </button>
        <ImageSelect label="To" value={to} choose={(image) => choose({ from, to: image })} />
      </div>
      <DiffSummary from={from} to={to} packages={packages} changes={changes} />
      <FactChanges from={from} to={to} />
      <PackageChanges differences={packages} />
      {files === null || changes === null ? (
        <p class="empty">Files are being read …</p>
      ) : (
        <>
          <SmallPathsNote />
          <DirectoryTable table={files} changes={changes} from={from} to={to} />
          <PathChanges table={files} changes={changes} />
        </>
      )}
    </>
  )
}
