import type { DiffDocument, DiffSectionName } from '../diff-document.ts'
import type { TableStyle } from '../table.ts'

/** One part of the page that `imgpeek diff` prints. */
export interface DiffPageSection {
  readonly name: DiffSectionName
  readonly heading: string
  /** What stands beside the heading; empty for nothing. */
  summary(document: DiffDocument): string
  /** Its lines, printable. Only asked for where the section differs. */
  render(document: DiffDocument, style: TableStyle): readonly string[] | Promise<readonly string[]>
}
