import type { InspectDocument } from './inspect-document.ts'
import type { Section } from './page/section.ts'
import { SECTIONS } from './page/sections.ts'
import { createPalette, type Palette } from './palette.ts'

/** How `imgpeek inspect` prints a document for people. */
export interface InspectPageOptions {
  /** Columns that the page may take. */
  readonly width: number
  readonly color: boolean
  /** Names of the sections to print, in full; the page that answers at a glance where there are none. */
  readonly sections: readonly string[]
}

/** Narrower terminals get a page that they have to wrap. */
const LEAST_WIDTH = 60

/** What `imgpeek inspect` prints: a page of sections, ended by a newline. */
export async function renderInspectPage(document: InspectDocument, options: InspectPageOptions): Promise<string> {
  const full = options.sections.length > 0
  const chosen = SECTIONS.filter((section) =>
    full ? options.sections.includes(section.name) : section.onPage(document),
  )
  const style = { width: Math.max(options.width, LEAST_WIDTH), palette: createPalette(options.color), full }
  const parts: string[] = []
  for (const section of chosen) {
    const lines = await section.render(document, style)
    parts.push([...headingLines(section, style.palette), ...lines].join('\n'))
  }
  return `${parts.join('\n\n')}\n`
}

function headingLines(section: Section, palette: Palette): string[] {
  return section.heading === null ? [] : [palette.heading(section.heading)]
}
