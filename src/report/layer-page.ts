import { changeStyle } from './change-mark.ts'
import type { LayerDocument, LayerEntry, LayerMarker, PathState } from './layers-document.ts'
import { layerParagraph } from './layers-page.ts'
import { createPalette, type Palette } from './palette.ts'
import { pathText } from './path-text.ts'
import { type PlainColumn, plainRows } from './plain-rows.ts'
import { formatBytes, formatCount } from './quantity.ts'
import { rowsLeftOut } from './rows-left-out.ts'
import { printable } from './terminal-text.ts'

const MARKER_COLUMNS: readonly PlainColumn[] = [
  { title: 'Marker', align: 'left' },
  { title: 'Hides', align: 'right' },
  { title: 'Size', align: 'right' },
  { title: 'Path', align: 'left' },
]

/** What `imgpeek layers --layer N` prints: the layer, its whiteouts and opaque markers, all that it did; ended by a newline. */
export function renderLayerPage(
  { layer, markers, entries, more }: LayerDocument,
  { width, color }: { readonly width: number; readonly color: boolean },
): string {
  const palette = createPalette(color)
  const parts = [layerParagraph({ ...layer, largest: [] }, { width, palette })]
  if (markers.length > 0)
    parts.push([palette.heading('Markers'), ...plainRows(MARKER_COLUMNS, markers.map(markerRow), palette)])
  if (entries.length > 0)
    parts.push([
      palette.heading('Changes'),
      ...plainRows(changeColumns(palette), entries.map(changeRow), palette),
      ...rowsLeftOut(more, palette),
    ])
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function changeColumns(palette: Palette): PlainColumn[] {
  return [
    { title: ' ', align: 'left', style: (text) => changeStyle(text as LayerEntry['change'], palette)(text) },
    { title: 'Before', align: 'right', style: palette.quiet },
    { title: 'After', align: 'right' },
    { title: 'Changed', align: 'left', style: palette.quiet },
    { title: 'Path', align: 'left' },
  ]
}

function changeRow(entry: LayerEntry): string[] {
  const { change, before } = entry
  return [
    change ?? ' ',
    before === null ? '' : sizeText(before),
    change === 'D' ? '' : sizeText(entry),
    whatChanged(entry),
    pathText(entry.path, entry),
  ]
}

function whatChanged(entry: LayerEntry): string {
  const { change, changed, removedBy } = entry
  if (change === 'D') return removedBy ?? ''
  if (change === 'M' && changed.length === 0) return 'nothing'
  return changed.map((aspect) => aspectText(aspect, entry)).join(', ')
}

/** What changed and, where it is short, what it is now. */
function aspectText(aspect: LayerEntry['changed'][number], { before, mode, uid, gid }: LayerEntry): string {
  if (aspect === 'type') return `was a ${before!.type}`
  if (aspect === 'mode') return `mode ${mode}`
  return aspect === 'owner' ? `owner ${uid}:${gid}` : aspect
}

function sizeText({ type, size }: PathState): string {
  return type === 'file' ? formatBytes(size) : ''
}

function markerRow({ kind, path, hides, hiddenBytes }: LayerMarker): string[] {
  const hidden = hides === 0 ? 'nothing' : formatCount(hides, 'path')
  return [kind, hidden, formatBytes(hiddenBytes), `${printable(path)}${kind === 'opaque' && path !== '/' ? '/' : ''}`]
}
