import type { InspectDocument } from '../inspect-document.ts'
import type { Palette } from '../palette.ts'

/** What a section may know beside the document. */
export interface PageStyle {
  /** Columns that the page may take. */
  readonly width: number
  readonly palette: Palette
  /** True where the section was asked for by itself: then it leaves nothing out. */
  readonly full: boolean
}

/** One part of the page that `imgpeek inspect` prints. */
export interface Section {
  /** What `--section` calls it. */
  readonly name: string
  /** Null for the head of the page, which names the image instead. */
  readonly heading: string | null
  /** Whether it stands on the page; every section can be asked for by itself. */
  onPage(document: InspectDocument): boolean
  /** Its lines, printable and no wider than the page. */
  render(document: InspectDocument, style: PageStyle): string[] | Promise<string[]>
}
