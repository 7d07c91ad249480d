import { LAYER_CHANGES, type LayerChange } from '../diff-document.ts'
import type { Palette } from '../palette.ts'
import { formatBytes, formatCount } from '../quantity.ts'
import { type Column, renderTable } from '../table.ts'
import { onOneLine } from '../terminal-text.ts'
import { countsText } from './change-text.ts'
import type { DiffPageSection } from './section.ts'

const MARKS: Readonly<Record<LayerChange['change'], string>> = {
  shared: '=',
  recompressed: '~',
  removed: '-',
  added: '+',
}

/** Which layers both images have. */
export const layersSection: DiffPageSection = {
  name: 'layers',
  heading: 'Layers',
  summary: ({ layers }) => (layers === null ? '' : countsText(LAYER_CHANGES, layers.counts)),
  render: ({ layers }, style) => renderTable(columnsOf(style.palette), runsOf(layers?.changes ?? []).map(row), style),
}

function columnsOf(palette: Palette): Column[] {
  return [
    { title: '', align: 'left', style: markStyle(palette) },
    { title: 'Before', align: 'right' },
    { title: 'After', align: 'right' },
    { title: 'Pulled', align: 'right' },
    { title: 'Instruction', align: 'left', flexible: true },
  ]
}

function markStyle(palette: Palette): (text: string) => string {
  return (text) => (text === MARKS.added ? palette.good : text === MARKS.removed ? palette.bad : palette.quiet)(text)
}

/** Rows of changes: each alone, but those shared one after another together. */
function runsOf(changes: readonly LayerChange[]): LayerChange[][] {
  const runs: LayerChange[][] = []
  for (const change of changes) {
    const run = runs.at(-1)
    if (change.change === 'shared' && run?.[0]?.change === 'shared') run.push(change)
    else runs.push([change])
  }
  // two are as short as what would be said of them
  return runs.flatMap((run) => (run.length > 2 ? [run] : run.map((change) => [change])))
}

function row(run: readonly LayerChange[]): string[] {
  const [first] = run as [LayerChange]
  const sizes = run.map(({ before, after }) => after?.compressedBytes ?? before?.compressedBytes ?? null)
  const { before, after } = first
  return [
    MARKS[first.change],
    indexes(run.map((change) => change.before?.index ?? null)),
    indexes(run.map((change) => change.after?.index ?? null)),
    sizes.includes(null) ? '' : formatBytes(sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0)),
    run.length === 1 ? onOneLine((after ?? before)?.instruction ?? '') : `${formatCount(run.length)} layers`,
  ]
}

function indexes(list: readonly (number | null)[]): string {
  const [first, last] = [list[0] ?? '', list.at(-1) ?? '']
  return first === last ? String(first) : `${first}-${last}`
}
