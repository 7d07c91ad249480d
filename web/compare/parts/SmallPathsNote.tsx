import { formatBytes } from '../../../src/report/quantity.ts'
import { useReport } from '../state/report.ts'

/** Says which paths do not stand by themselves, where not all do. */
export function SmallPathsNote() {
  const { files } = useReport()
  if (files === null || files.together === null) return null
  return (
    <p class="note">
      These images have too many paths for one page. In each directory, paths with less than{' '}
      {formatBytes(files.together)} in them stand together as “⋯ smaller paths”; sizes are complete.
    </p>
  )
}
