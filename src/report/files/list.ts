import { changeStyle } from '../change-mark.ts'
import type { FileEntry, FileListDocument, LayerFilesDocument } from '../files-document.ts'
import type { LayerEntry } from '../layers-document.ts'
import { renderLine } from '../line.ts'
import { modeText } from '../mode-text.ts'
import { pathText } from '../path-text.ts'
import { type PlainColumn, plainRows } from '../plain-rows.ts'
import { formatBytes } from '../quantity.ts'
import { rowsLeftOut } from '../rows-left-out.ts'
import type { TableStyle } from '../table.ts'
import { onOneLine } from '../terminal-text.ts'
import { packageText } from './package-text.ts'
import { totalLine } from './total.ts'

const COLUMNS: readonly PlainColumn[] = [
  { title: 'Mode', align: 'left' },
  { title: 'Owner', align: 'left' },
  { title: 'Size', align: 'right' },
  { title: 'Layer', align: 'right' },
  { title: 'Package', align: 'left' },
  { title: 'Path', align: 'left' },
]

/** Paths as `ls -l` lists them, with layer and package. */
export function fileListLines({ files, more, total }: FileListDocument, { palette }: TableStyle): string[] {
  if (files.length === 0) return [totalLine(total)]
  return [...plainRows(COLUMNS, files.map(cellsOf), palette), ...rowsLeftOut(more, palette), '', totalLine(total)]
}

/** A layer's entries in the same columns, each behind the mark that says what the layer did. */
export function layerFileLines(document: LayerFilesDocument, { width, palette }: TableStyle): string[] {
  const { layer, instruction, entries, more } = document
  const heading = renderLine(
    [{ text: `Layer ${layer}`, style: palette.heading }, `  ${onOneLine(instruction ?? '')}`],
    width,
  ).trimEnd()
  if (entries.length === 0) return [heading, '  No such entries.']
  const mark: PlainColumn = {
    title: ' ',
    align: 'left',
    style: (text) => changeStyle(text as LayerEntry['change'], palette)(text),
  }
  const rows = entries.map((entry) => [entry.change ?? ' ', ...cellsOf({ ...entry, layer })])
  const columns = [mark, ...COLUMNS].filter(({ title }) => title !== 'Layer')
  const layerColumn = 1 + COLUMNS.findIndex(({ title }) => title === 'Layer')
  return [
    heading,
    ...plainRows(
      columns,
      rows.map((row) => row.toSpliced(layerColumn, 1)),
      palette,
    ),
    ...rowsLeftOut(more, palette),
  ]
}

function cellsOf(entry: FileEntry): string[] {
  const { type, uid, gid, user, group, size, layer } = entry
  return [
    modeText(entry),
    onOneLine(`${user ?? uid}:${group ?? gid}`),
    type === 'file' ? formatBytes(size) : '',
    String(layer),
    packageText(entry),
    pathText(entry.path, entry),
  ]
}
