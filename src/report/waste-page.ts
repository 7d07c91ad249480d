import { renderLine } from './line.ts'
import { createPalette } from './palette.ts'
import { formatBytes, formatCount, formatShare } from './quantity.ts'
import { rowsLeftOut } from './rows-left-out.ts'
import { type Column, renderTable, type TableStyle } from './table.ts'
import { onOneLine, printable } from './terminal-text.ts'
import { renderAdvice } from './waste-advice.ts'
import type { RemovableRow, ShadowedRow, WasteCause, WasteDocument } from './waste-document.ts'

/** How `imgpeek waste` prints a document for people. */
export interface WastePageOptions {
  /** Columns that the page may take. */
  readonly width: number
  readonly color: boolean
  /** What the page lists: the causes and what to do about them, the paths that are hidden, or the files that are not needed. */
  readonly list: 'causes' | 'shadowed' | 'removable'
}

/** Narrower terminals get a page that they have to wrap. */
const LEAST_WIDTH = 60
const LABEL_WIDTH = 14
const NUMBER_WIDTH = 8

/** What `imgpeek waste` prints, ended by a newline. */
export async function renderWastePage(document: WasteDocument, options: WastePageOptions): Promise<string> {
  const style = { width: Math.max(options.width, LEAST_WIDTH), palette: createPalette(options.color) }
  const lists = {
    causes: () => causesParts(document, style),
    shadowed: () => shadowedParts(document, style),
    removable: () => removableParts(document, style),
  }
  const parts = [totalLines(document, style), ...(await lists[options.list]())]
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

/** The image's figures, by our count and by dive's. */
function totalLines({ size, duplicates }: WasteDocument, { width, palette }: TableStyle): string[] {
  const { reclaimableBytes, removableBytes, layerBytes, dive } = size
  const line = (label: string, bytes: number, meaning: string, style: (text: string) => string): string =>
    renderLine(
      [
        { text: `  ${label.padEnd(LABEL_WIDTH)}`, style: palette.quiet },
        { text: formatBytes(bytes).padStart(NUMBER_WIDTH), style: bytes === 0 ? palette.good : style },
        { text: `  ${meaning}`, style: palette.quiet },
      ],
      width,
    )
  const share = `${formatShare(reclaimableBytes, layerBytes)} of what the layers hold: later layers hide it`
  const copies = `in ${formatCount(duplicates.files, 'file')}: see imgpeek files --duplicates`
  const byDive =
    `${formatShare(dive.efficiency, 1)} efficient, ` +
    `${formatShare(dive.wastedUserPercent, 1)} of the upper layers wasted`
  return [
    line('Wasted', reclaimableBytes, share, palette.warning),
    line('Removable', removableBytes, 'can still be seen, and is most likely not needed', palette.warning),
    ...(duplicates.files > 0 ? [line('Duplicates', duplicates.bytes, copies, String)] : []),
    line('As dive says', dive.wastedBytes, byDive, String),
  ]
}

async function causesParts(document: WasteDocument, style: TableStyle): Promise<(readonly string[])[]> {
  const { causes } = document
  if (causes.length === 0) return [['  Nothing to change.']]
  const heading = (text: string): string => style.palette.heading(text)
  return [
    [heading('Causes'), ...(await tableOf(CAUSE_COLUMNS, causes, style))],
    [heading('What to change'), ...renderAdvice(document, style)],
  ]
}

async function shadowedParts(document: WasteDocument, style: TableStyle): Promise<(readonly string[])[]> {
  const rows = document.shadowed
  if (rows.length === 0) return [['  No later layer hides anything here.']]
  const layers = rows.flatMap(({ layer, shadowedBy }) => [layer, shadowedBy])
  return [
    [...(await tableOf(SHADOWED_COLUMNS, rows, style)), ...rowsLeftOut(document.moreShadowed, style.palette)],
    layerLegend(document, layers, style),
  ]
}

async function removableParts(document: WasteDocument, style: TableStyle): Promise<(readonly string[])[]> {
  const rows = document.removable
  if (rows.length === 0) return [['  Nothing here looks as if it was not needed.']]
  const layers = rows.map(({ layer }) => layer)
  return [
    [...(await tableOf(REMOVABLE_COLUMNS, rows, style)), ...rowsLeftOut(document.moreRemovable, style.palette)],
    layerLegend(document, layers, style),
  ]
}

/** What made the layers that a table names by their numbers. */
function layerLegend(document: WasteDocument, indexes: readonly number[], { width, palette }: TableStyle): string[] {
  const named = new Set(indexes)
  const shown = document.layers.filter(({ index }) => named.has(index))
  return shown.map(({ index, instruction }) => {
    const text = `  layer ${index}  ${instruction === null ? 'not known' : onOneLine(instruction)}`
    return renderLine([{ text, style: palette.quiet }], width)
  })
}

/** A column and what stands in it. */
interface CellColumn<Row> extends Column {
  cell(row: Row): string
}

function tableOf<Row>(
  columns: readonly CellColumn<Row>[],
  rows: readonly Row[],
  style: TableStyle,
): Promise<readonly string[]> {
  return renderTable(
    columns,
    rows.map((row) => columns.map((column) => column.cell(row))),
    style,
  )
}

const CAUSE_COLUMNS: readonly CellColumn<WasteCause>[] = [
  { title: 'Wasted', align: 'right', cell: ({ reclaimableBytes }) => bytesOrNone(reclaimableBytes) },
  { title: 'Removable', align: 'right', cell: ({ removableBytes }) => bytesOrNone(removableBytes) },
  { title: 'Files', align: 'right', cell: ({ files }) => formatCount(files) },
  { title: 'Cause', align: 'left', cell: ({ name }) => name },
  { title: '', align: 'left', flexible: true, cell: ({ title }) => title },
]

const SHADOWED_COLUMNS: readonly CellColumn<ShadowedRow>[] = [
  { title: 'Wasted', align: 'right', cell: ({ bytes }) => formatBytes(bytes) },
  { title: 'Layer', align: 'right', cell: ({ layer }) => String(layer) },
  { title: 'By', align: 'right', cell: ({ shadowedBy }) => String(shadowedBy) },
  { title: 'How', align: 'left', cell: ({ kind }) => kind },
  { title: 'Path', align: 'left', flexible: true, cell: ({ path }) => printable(path) },
]

const REMOVABLE_COLUMNS: readonly CellColumn<RemovableRow>[] = [
  { title: 'Removable', align: 'right', cell: ({ bytes }) => formatBytes(bytes) },
  { title: 'Layer', align: 'right', cell: ({ layer }) => String(layer) },
  { title: 'Cause', align: 'left', cell: ({ cause }) => cause },
  { title: 'Path', align: 'left', flexible: true, cell: ({ path }) => printable(path) },
]

function bytesOrNone(bytes: number): string {
  return bytes === 0 ? '' : formatBytes(bytes)
}
