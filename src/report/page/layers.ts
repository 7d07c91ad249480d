import type { LayerSection } from '../inspect-document.ts'
import { formatBytes, formatCount } from '../quantity.ts'
import { type Column, renderTable } from '../table.ts'
import { onOneLine } from '../terminal-text.ts'
import type { Section } from './section.ts'

/** From this width on there is room to say what each layer did to the filesystem. */
const WIDTH_WITH_CHANGES = 110

/** Each layer, base first: what it weighs and which instruction made it. */
export const layersSection: Section = {
  name: 'layers',
  heading: 'Layers',
  onPage: () => true,
  render({ layers }, style) {
    if (layers.length === 0) return ['  The image has no layers.']
    const columns = COLUMNS.filter((column) => !column.wide || style.width >= WIDTH_WITH_CHANGES)
    const wasted = (text: string) => (text === formatBytes(0) ? style.palette.quiet(text) : style.palette.warning(text))
    return renderTable(
      columns.map((column) => (column.title === 'Wasted' ? { ...column, style: wasted } : column)),
      layers.map((layer) => columns.map((column) => column.cell(layer))),
      style,
    )
  },
}

interface LayerColumn extends Column {
  /** True for a column that only wide pages have. */
  readonly wide?: boolean
  cell(layer: LayerSection): string
}

const COLUMNS: readonly LayerColumn[] = [
  { title: '#', align: 'right', cell: (layer) => String(layer.index) },
  { title: 'Pulled', align: 'right', cell: (layer) => formatBytes(layer.compressedBytes) },
  { title: 'On disk', align: 'right', cell: (layer) => formatBytes(layer.fileBytes) },
  { title: 'Files', align: 'right', cell: (layer) => formatCount(layer.files) },
  { title: 'Added', align: 'right', wide: true, cell: (layer) => formatCount(layer.added) },
  { title: 'Changed', align: 'right', wide: true, cell: (layer) => formatCount(layer.modified) },
  { title: 'Deleted', align: 'right', wide: true, cell: (layer) => formatCount(layer.deleted) },
  { title: 'Wasted', align: 'right', cell: (layer) => formatBytes(layer.reclaimableBytes) },
  { title: 'Instruction', align: 'left', flexible: true, cell: (layer) => onOneLine(layer.instruction ?? '') },
]
