import { formatBytes, formatCount } from '../../../src/report/quantity.ts'
import { PACKAGE_CHANGES } from '../packages/package-change.ts'
import { useReport } from '../state/report.ts'
import type { FileChange } from './file-changes.ts'
import type { PackageDifference } from './package-differences.ts'
import { signedBytes } from './signed-bytes.ts'

const FILE_CHANGES = ['added', 'removed', 'changed'] as const

/** The figures of a difference. */
export function DiffSummary({
  from,
  to,
  packages,
  changes,
}: {
  readonly from: number
  readonly to: number
  readonly packages: readonly PackageDifference[]
  /** Null while files are being read. */
  readonly changes: readonly FileChange[] | null
}) {
  const { images } = useReport()
  const before = images[from]!.contentBytes
  const after = images[to]!.contentBytes
  const counted = (words: readonly string[], countOf: (word: string) => number): string =>
    words
      .map((word) => [word, countOf(word)] as const)
      .filter(([, count]) => count > 0)
      .map(([word, count]) => `${formatCount(count)} ${word}`)
      .join(', ') || 'no difference'
  return (
    <dl class="figures" aria-label="Summary of the difference">
      <div>
        <dt>Visible</dt>
        <dd>
          {signedBytes(after - before)}
          <span class="note">
            {formatBytes(before)} → {formatBytes(after)}
          </span>
        </dd>
      </div>
      <div>
        <dt>Packages</dt>
        <dd>
          {formatCount(packages.length)}
          <span class="note">
            {counted(PACKAGE_CHANGES, (word) => packages.filter(({ change }) => change === word).length)}
          </span>
        </dd>
      </div>
      <div>
        <dt>Paths</dt>
        <dd>
          {changes === null ? '…' : formatCount(changes.length)}
          <span class="note">
            {changes !== null && counted(FILE_CHANGES, (word) => changes.filter(({ kind }) => kind === word).length)}
          </span>
        </dd>
      </div>
    </dl>
  )
}
