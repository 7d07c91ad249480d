import { COMPARE_GROUPS, type CompareDocument, type CompareGroup, type CompareRow } from './compare-document.ts'

/** Rows that are about the same, and how they are headed. */
export interface HeadedRows {
  readonly heading: string
  readonly rows: readonly CompareRow[]
}

const HEADINGS: Readonly<Record<CompareGroup, string>> = {
  app: 'The app',
  size: 'Size',
  contents: 'Contents',
  system: 'System',
  security: 'Security',
  registry: 'Registry',
}

/** The rows of a comparison under their headings; no heading without rows. */
export function headedRows({ rows }: Pick<CompareDocument, 'rows'>): HeadedRows[] {
  return COMPARE_GROUPS.map((group) => ({
    heading: HEADINGS[group],
    rows: rows.filter((row) => row.group === group),
  })).filter((headed) => headed.rows.length > 0)
}
