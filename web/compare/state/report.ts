import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { FileTable, ReportSummary } from '../../../src/compare/html/report-data.ts'

/** What the page was given; the files come a moment after the rest. */
export interface Report extends ReportSummary {
  readonly files: FileTable | null
}

/** Carries the report to whatever shows a part of it. */
export const ReportContext = createContext<Report | null>(null)

/** The report that the page shows. */
export function useReport(): Report {
  return useContext(ReportContext)!
}
