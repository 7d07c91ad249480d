import { createPalette, type Palette } from './palette.ts'
import { formatBytes, formatCount } from './quantity.ts'
import type { SlimDocument, WrittenSlim } from './slim-document.ts'
import { type Column, renderTable, type TableStyle } from './table.ts'
import { onOneLine, printable, wrap } from './terminal-text.ts'

/** Narrower terminals get a page that they have to wrap. */
const LEAST_WIDTH = 60

/** As many failures of a proof stand on the page. */
const MOST_FAILURES = 10

/** What `imgpeek slim` prints, ended by a newline. */
export async function renderSlimPage(
  document: SlimDocument,
  { width, color }: { readonly width: number; readonly color: boolean },
): Promise<string> {
  const style = { width: Math.max(width, LEAST_WIDTH), palette: createPalette(color) }
  const { palette } = style
  const parts = [await sizeLines(document, style)]
  const { largestDrops, doubts, written } = document
  if (document.dropped.length > 0) parts.push([palette.heading('Dropped'), ...(await reasonTable(document, style))])
  if (largestDrops.length > 0) parts.push([palette.heading('Largest drops'), ...(await dropTable(document, style))])
  if (written !== null) parts.push([palette.heading('Layers'), ...(await layerTable(written, style))])
  if (doubts.length > 0) parts.push([palette.heading('Not known'), ...sentences(doubts, style)])
  parts.push(endLines(document, style))
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

const SIZE_COLUMNS: readonly Column[] = [
  { title: '', align: 'left' },
  { title: 'Before', align: 'right' },
  { title: 'After', align: 'right' },
  { title: 'Change', align: 'right' },
]

function sizeLines({ before, after }: SlimDocument, style: TableStyle): Promise<string[]> {
  const row = (label: string, from: number | null, to: number | null, format: (value: number) => string): string[] => {
    const shown = (value: number | null): string => (value === null ? '?' : format(value))
    return [label, shown(from), shown(to), from === null || to === null ? '' : change(from, to)]
  }
  return renderTable(
    SIZE_COLUMNS,
    [
      row('Download', before.compressedBytes, after.compressedBytes, formatBytes),
      row('Files take', before.contentBytes, after.contentBytes, formatBytes),
      row('Files', before.files, after.files, formatCount),
      row('Packages', before.packages, after.packages, formatCount),
    ],
    style,
  )
}

/** `-41.5 %`. */
function change(from: number, to: number): string {
  if (from === 0) return ''
  const percent = (100 * (to - from)) / from
  return `${percent > 0 ? '+' : ''}${percent.toFixed(1)} %`
}

const REASON_COLUMNS: readonly Column[] = [
  { title: 'Size', align: 'right' },
  { title: 'Files', align: 'right' },
  { title: 'Reason', align: 'left', flexible: true },
]

function reasonTable({ dropped }: SlimDocument, style: TableStyle): Promise<string[]> {
  const shown = dropped.filter(({ files }) => files > 0)
  return renderTable(
    REASON_COLUMNS,
    shown.map(({ reason, files, bytes }) => [formatBytes(bytes), formatCount(files), onOneLine(reason)]),
    style,
  )
}

const DROP_COLUMNS: readonly Column[] = [
  { title: 'Size', align: 'right' },
  { title: 'Files', align: 'right' },
  { title: 'Reason', align: 'left' },
  { title: 'Path', align: 'left', flexible: true },
]

function dropTable({ largestDrops }: SlimDocument, style: TableStyle): Promise<string[]> {
  return renderTable(
    DROP_COLUMNS,
    largestDrops.map(({ path, reason, files, bytes }) => [
      formatBytes(bytes),
      formatCount(files),
      onOneLine(reason),
      printable(path),
    ]),
    style,
  )
}

const LAYER_COLUMNS: readonly Column[] = [
  { title: 'Layer', align: 'right' },
  { title: 'Download', align: 'right' },
  { title: 'Holds', align: 'left' },
  { title: '', align: 'left', flexible: true },
]

function layerTable({ layers }: WrittenSlim, style: TableStyle): Promise<string[]> {
  return renderTable(
    LAYER_COLUMNS,
    layers.map(({ index, compressedBytes, role, reuses }) => [
      String(index),
      formatBytes(compressedBytes),
      role,
      reuses === null ? '' : `layer ${reuses} of the source, unchanged`,
    ]),
    style,
  )
}

function sentences(texts: readonly string[], { width }: TableStyle): string[] {
  return texts.flatMap((text) =>
    wrap(onOneLine(text), width - 4).map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`),
  )
}

function endLines({ written, proof }: SlimDocument, style: TableStyle): string[] {
  const { palette } = style
  if (proof === null) return [palette.quiet('A dry run: nothing was written.')]
  if (written !== null) return writtenLines(written, palette)
  const shown = proof.failures.slice(0, MOST_FAILURES)
  const more = proof.failures.length - shown.length
  return [
    palette.bad('The image is not what it should be, and was not written:'),
    ...sentences(shown, style),
    ...(more > 0 ? [palette.quiet(`  and ${formatCount(more)} more: --json`)] : []),
  ]
}

function writtenLines({ destination, digest }: WrittenSlim, palette: Palette): string[] {
  return [
    `Wrote  ${printable(destination)}`,
    `Digest ${digest}`,
    `Proof  ${palette.good('nothing is missing that was found before; packages are as stated')}`,
  ]
}
