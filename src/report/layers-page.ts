import { changeStyle } from './change-mark.ts'
import type { LargestFile, LayerSummary, LayersDocument } from './layers-document.ts'
import { renderLine, type Span } from './line.ts'
import { createPalette, type Palette } from './palette.ts'
import { formatBytes, formatCount } from './quantity.ts'
import { rowsLeftOut } from './rows-left-out.ts'
import type { TableStyle } from './table.ts'
import { columnsOf, onOneLine, printable } from './terminal-text.ts'

/** The widest number of bytes, as in `123.4 MB`. */
const BYTES_WIDTH = 8

/** What `imgpeek layers` prints: a paragraph for each layer, ended by a newline. */
export function renderLayersPage(
  { layers, more }: LayersDocument,
  { width, color }: { readonly width: number; readonly color: boolean },
): string {
  const style = { width, palette: createPalette(color) }
  const paragraphs = layers.map((layer) => layerParagraph(layer, style).join('\n'))
  if (layers.length === 0) paragraphs.push('  The image has no layers.')
  return `${[...paragraphs, ...rowsLeftOut(more, style.palette)].join('\n\n')}\n`
}

/** A layer's instruction, what it weighs and did, and its largest files. */
export function layerParagraph(layer: LayerSummary, { width, palette }: TableStyle): string[] {
  return [
    renderLine(
      [{ text: `Layer ${layer.index}`, style: palette.heading }, '  ', onOneLine(layer.instruction ?? '')],
      width,
    ).trimEnd(),
    renderLine([`  ${weightOf(layer)}`, ...wastedSpans(layer, palette)], width),
    renderLine(['  ', ...changeSpans(layer, palette)], width),
    ...layer.largest.map((file) => largestLine(file, palette)),
  ]
}

function weightOf({ compressedBytes, fileBytes, files }: LayerSummary): string {
  return `${formatBytes(compressedBytes)} pulled, ${formatBytes(fileBytes)} on disk in ${formatCount(files, 'file')}`
}

function wastedSpans({ reclaimableBytes }: LayerSummary, palette: Palette): Span[] {
  if (reclaimableBytes === 0) return []
  return [', ', { text: `${formatBytes(reclaimableBytes)} wasted`, style: palette.warning }]
}

function changeSpans(layer: LayerSummary, palette: Palette): Span[] {
  const parts = (
    [
      ['A', 'added', layer.added, layer.addedBytes],
      ['M', 'modified', layer.modified, layer.modifiedBytes],
      ['D', 'deleted', layer.deleted, layer.deletedBytes],
    ] as const
  ).filter(([, , count]) => count > 0)
  if (parts.length === 0) return [{ text: 'changed nothing', style: palette.quiet }]
  return parts.flatMap(([mark, word, count, bytes], index): Span[] => [
    index === 0 ? '' : ', ',
    { text: `${formatCount(count)} ${word}`, style: changeStyle(mark, palette) },
    ` (${formatBytes(bytes)})`,
  ])
}

function largestLine({ path, change, size }: LargestFile, palette: Palette): string {
  const bytes = formatBytes(size)
  const padding = ' '.repeat(Math.max(0, BYTES_WIDTH - columnsOf(bytes)))
  return `    ${changeStyle(change, palette)(change)}  ${padding}${bytes}  ${printable(path)}`
}
