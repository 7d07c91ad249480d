import type { ReportSummary } from '../../../src/compare/html/report-data.ts'
import { type PackageChange, packageChange } from '../packages/package-change.ts'
import { packageTable } from '../packages/package-table.ts'

/** A package that two images do not have in the same versions. */
export interface PackageDifference {
  readonly type: string
  readonly name: string
  readonly change: PackageChange
  readonly from: readonly string[]
  readonly to: readonly string[]
  /** What its files have grown by; below 0 where they have shrunk. */
  readonly bytes: number
}

/** What happens to packages from one image to another, where most bytes come or go first. */
export function packageDifferences(summary: ReportSummary, from: number, to: number): PackageDifference[] {
  const differences = packageTable(summary).flatMap(({ type, name, cells }): PackageDifference[] => {
    const before = cells[from]!
    const after = cells[to]!
    const change = packageChange(type, before, after)
    if (change === null) return []
    const bytes = (after?.bytes ?? 0) - (before?.bytes ?? 0)
    return [{ type, name, change, from: before?.versions ?? [], to: after?.versions ?? [], bytes }]
  })
  return differences.sort((a, b) => Math.abs(b.bytes) - Math.abs(a.bytes))
}
