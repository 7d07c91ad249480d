import { createPalette, type Palette } from './palette.ts'
import { formatBytes, formatCount } from './quantity.ts'
import type { SlimDocument, SlimOnto, SlimStrip, WrittenSlim, WrittenSlimLayer } from './slim-document.ts'
import { learnedLines } from './slim-learned-lines.ts'
import { misfitLines, ontoLines } from './slim-onto-lines.ts'
import { verificationLines, verificationSummary, verificationTitle } from './slim-verification-page.ts'
import { type Column, renderTable, type TableStyle } from './table.ts'
import { onOneLine, printable, wrap } from './terminal-text.ts'

/** Narrower terminals get a page that they have to wrap. */
const LEAST_WIDTH = 60

/** As many files that could not be stripped stand on the page. */
const MOST_LEFT = 3

/** As many failures of a proof stand on the page. */
const MOST_FAILURES = 10

/** What `imgpeek slim` prints, ended by a newline. */
export async function renderSlimPage(
  document: SlimDocument,
  { width, color }: { readonly width: number; readonly color: boolean },
): Promise<string> {
  const style = { width: Math.max(width, LEAST_WIDTH), palette: createPalette(color) }
  const { palette } = style
  const { onto } = document
  if (onto?.verdict === 'does-not-fit') return `${misfitLines(onto, style).join('\n')}\n`
  const parts = [await sizeLines(document, style)]
  if (onto !== null) parts.push([palette.heading('On the base'), ...(await ontoLines(onto, style))])
  const { largestDrops, learned, strip, doubts, written, verification } = document
  if (document.dropped.length > 0) parts.push([palette.heading('Dropped'), ...(await reasonTable(document, style))])
  if (strip.files > 0 || strip.left.length > 0) parts.push([palette.heading('Stripped'), ...stripLines(strip, style)])
  if (learned !== null) parts.push([palette.heading('Learned from runs'), ...(await learnedLines(learned, style))])
  if (largestDrops.length > 0) parts.push([palette.heading('Largest drops'), ...(await dropTable(document, style))])
  if (written !== null) parts.push([palette.heading('Layers'), ...(await layerTable(written, onto, style))])
  if (doubts.length > 0) parts.push([palette.heading('Not known'), ...sentences(doubts, style)])
  if (verification !== null)
    parts.push([palette.heading(verificationTitle(verification)), ...(await verificationLines(verification, style))])
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

function stripLines({ files, savedBytes, isEstimate, left }: SlimStrip, style: TableStyle): string[] {
  const lose = isEstimate ? 'would lose about' : files === 1 ? 'loses' : 'lose'
  const shown = left.slice(0, MOST_LEFT).map(({ path, because }) => `${path} stays as it is: ${because}.`)
  const more = left.length - shown.length
  return sentences(
    [
      `${formatCount(files, 'ELF file')} ${lose} ${formatBytes(savedBytes)} of debug sections and symbols.`,
      ...shown,
      ...(more > 0 ? [`${formatCount(more)} more stay as they are: --json`] : []),
    ],
    style,
  )
}

const LAYER_COLUMNS: readonly Column[] = [
  { title: 'Layer', align: 'right' },
  { title: 'Download', align: 'right' },
  { title: 'Holds', align: 'left' },
  { title: '', align: 'left', flexible: true },
]

function layerTable({ layers }: WrittenSlim, onto: SlimOnto | null, style: TableStyle): Promise<string[]> {
  return renderTable(
    LAYER_COLUMNS,
    onto === null
      ? layers.map(rowOf)
      : [...baseRows(layers), ...layers.filter(({ role }) => role !== 'base').map(rowOf)],
    style,
  )
}

function rowOf({ index, compressedBytes, role, reuses }: WrittenSlimLayer): string[] {
  const whole = reuses === null ? '' : `layer ${reuses} of the source, unchanged`
  return [String(index), formatBytes(compressedBytes), role, whole]
}

/** Another base, which may have dozens of layers, in one row. */
function baseRows(layers: readonly WrittenSlimLayer[]): string[][] {
  const base = layers.filter(({ role }) => role === 'base')
  if (base.length === 0) return []
  const bytes = base.reduce((sum, { compressedBytes }) => sum + compressedBytes, 0)
  const numbers = base.length === 1 ? '0' : `0-${base.length - 1}`
  return [[numbers, formatBytes(bytes), 'base', base.length === 1 ? 'unchanged' : `${base.length} layers, unchanged`]]
}

function sentences(texts: readonly string[], { width }: TableStyle): string[] {
  return texts.flatMap((text) =>
    wrap(onOneLine(text), width - 4).map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`),
  )
}

function endLines({ written, proof, verification }: SlimDocument, style: TableStyle): string[] {
  const { palette } = style
  if (proof === null) return [palette.quiet('A dry run: nothing was written.')]
  const ran = verification === null ? [] : [verificationSummary(verification)]
  if (written !== null) return writtenLines(written, palette, ran)
  if (ran.length > 0) return [palette.bad(`The image was not written: ${ran.join()}.`)]
  const shown = proof.failures.slice(0, MOST_FAILURES)
  const more = proof.failures.length - shown.length
  return [
    palette.bad('The image is not what it should be, and was not written:'),
    ...sentences(shown, style),
    ...(more > 0 ? [palette.quiet(`  and ${formatCount(more)} more: --json`)] : []),
  ]
}

function writtenLines({ destination, digest }: WrittenSlim, palette: Palette, ran: readonly string[]): string[] {
  return [
    `Wrote  ${printable(destination)}`,
    `Digest ${digest}`,
    `Proof  ${palette.good('nothing is missing that was found before; packages are as stated')}`,
    ...ran.map((said) => `       ${palette.good(said)}`),
  ]
}
