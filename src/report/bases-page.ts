import type { BasesDocument } from './bases-document.ts'
import { createPalette } from './palette.ts'
import { type Column, renderTable, type TableStyle } from './table.ts'
import { onOneLine } from './terminal-text.ts'

const BASE_COLUMNS: readonly Column[] = [
  { title: 'Base', align: 'left' },
  { title: 'Image', align: 'left', flexible: true },
]

const SET_COLUMNS: readonly Column[] = [
  { title: 'Set', align: 'left' },
  { title: 'Bases', align: 'right' },
  { title: '', align: 'left', flexible: true },
]

/** What `imgpeek bases` prints: the bases and, where these are all, the sets of them; ended by a newline. */
export async function renderBasesPage(
  { bases, sets }: BasesDocument,
  { width, color }: { readonly width: number; readonly color: boolean },
): Promise<string> {
  const style = { width, palette: createPalette(color) }
  const baseRows = bases.map(({ label, reference, platform }) =>
    [label, platform === null ? reference : `${reference} (${platform})`].map(onOneLine),
  )
  const lines = await renderTable(BASE_COLUMNS, baseRows, style)
  if (bases.length === sets[0]?.bases.length) lines.push('', ...(await setLines(sets, style))) // all were asked for
  return `${lines.join('\n')}\n`
}

function setLines(sets: BasesDocument['sets'], style: TableStyle): Promise<string[]> {
  const rows = sets.map(({ name, bases }) => [onOneLine(name), String(bases.length), onOneLine(bases.join(', '))])
  return renderTable(SET_COLUMNS, rows, style)
}
