import { nameOf } from '../rootfs/path.ts'
import { leftOutText } from './left-out.ts'
import { renderLine, type Span } from './line.ts'
import { createPalette } from './palette.ts'
import { commandLines } from './pod/command-lines.ts'
import { baseText, containerName, imagesOf, nodeTexts, oneBaseTexts, podName, pullTexts } from './pod/pod-text.ts'
import type { ContainerSection, PodDocument, PodSection } from './pod-document.ts'
import { formatBytes, formatCount } from './quantity.ts'
import type { ReportStyle } from './report-format.ts'
import { type Column, renderTable, type TableStyle } from './table.ts'
import { columnsOf, onOneLine, wrap } from './terminal-text.ts'

const MARGIN = '  '
/** Most shared layers of a pod; JSON has all. */
const MOST_SHARED = 5
const DIGEST_LENGTH = 'sha256:'.length + 12
/** What stands for what could not be read. */
const UNKNOWN = '?'

/** What `imgpeek pod` prints, ended by a newline: pod after pod, and what a node takes that runs all of them. */
export async function renderPodPage(document: PodDocument, { width, color }: ReportStyle): Promise<string> {
  const style = { width, palette: createPalette(color) }
  const parts: string[][] = []
  for (const pod of document.pods) parts.push(await podLines(pod, document, style))
  if (document.pods.length > 1) parts.push(await nodeLines(document, style))
  const closing = closingLines(document, style)
  if (closing.length > 0) parts.push(closing)
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

async function podLines(pod: PodSection, document: PodDocument, style: TableStyle): Promise<string[]> {
  return [
    titleLine(pod, style),
    ...pullTexts(pod).flatMap((text) => sentence(text, style)),
    '',
    ...(await renderTable(PULL_COLUMNS, pullRows(pod, document), style)),
    '',
    ...(await renderTable(insideColumns(style), insideRows(pod, document), style)),
    ...(await sharedLines(pod, document, style)),
    ...headed('One base for all', oneBaseTexts(pod, document), style),
    ...debugLines(pod, style),
    ...warningLines(pod, style),
  ]
}

function titleLine(pod: PodSection, { width, palette }: TableStyle): string {
  const like = pod.count > 1 ? `, and ${formatCount(pod.count - 1)} like it` : ''
  const title = `${onOneLine(podName(pod))}${like}`
  const origin = onOneLine(pod.origin)
  const gap = ' '.repeat(Math.max(2, width - columnsOf(title) - columnsOf(origin)))
  const spans: Span[] = [{ text: title, style: palette.title }, gap, { text: origin, style: palette.quiet }]
  return renderLine(spans, width)
}

const PULL_COLUMNS: readonly Column[] = [
  { title: 'Container', align: 'left', flexible: true },
  { title: 'Image', align: 'left', flexible: true },
  { title: 'Pulled', align: 'right' },
  { title: 'Adds', align: 'right' },
  { title: 'Unpacked', align: 'right' },
]

function pullRows({ containers, together }: PodSection, { images }: PodDocument): string[][] {
  const rows = containers.map((container) => {
    const { label, imageIndex, adds, pullPolicy } = container
    const size = imageIndex === null ? null : images[imageIndex]!.size.compressedBytes
    return [
      onOneLine(containerName(container)),
      onOneLine(label),
      pullPolicy === 'Never' ? 'never' : bytes(size),
      bytes(adds?.compressedBytes ?? null),
      bytes(adds?.layerBytes ?? null),
    ]
  })
  if (rows.length < 2) return rows
  return [...rows, ['', '', '', bytes(together.compressedBytes), bytes(together.layerBytes)]]
}

function bytes(count: number | null): string {
  return count === null ? UNKNOWN : formatBytes(count)
}

function insideColumns({ palette }: TableStyle): Column[] {
  return [
    { title: 'Container', align: 'left', flexible: true },
    { title: 'Base', align: 'left', flexible: true },
    { title: 'libc', align: 'left' },
    { title: 'Packages', align: 'right' },
    { title: 'User', align: 'left', style: (text) => (isRootCell(text) ? palette.warning(text) : text) },
    {
      title: 'Shell',
      align: 'left',
      flexible: true,
      style: (text) => (text === NO_SHELL ? palette.quiet(text) : text),
    },
  ]
}

const NO_SHELL = 'none'
const ROOT = 'root'

function isRootCell(text: string): boolean {
  return text === ROOT || text.startsWith(`${ROOT} `)
}

function insideRows({ containers }: PodSection, { images }: PodDocument): string[][] {
  return containers.flatMap((container) => {
    const { imageIndex } = container
    if (imageIndex === null) return []
    const { base, libc, packages, posture } = images[imageIndex]!
    return [
      [
        onOneLine(containerName(container)),
        onOneLine(baseText(base)),
        onOneLine(libc.family === 'none' ? 'none' : [libc.family, libc.version ?? []].flat().join(' ')),
        formatCount(packages.length),
        onOneLine(userText(container)),
        posture.shells.length === 0 ? NO_SHELL : onOneLine(posture.shells.map(nameOf).join(', ')),
      ],
    ]
  })
}

/** Who is root by another name is called so. */
function userText({ user, runsAsRoot }: ContainerSection): string {
  if (user === null) return ''
  if (!runsAsRoot) return user
  return user === '' || user === ROOT ? ROOT : `${ROOT} (${user})`
}

async function sharedLines({ shared, containers }: PodSection, document: PodDocument, style: TableStyle) {
  if (shared.length === 0) return []
  const labels = new Map(containers.map(({ imageIndex, label }) => [imageIndex, label]))
  const rows = shared
    .slice(0, MOST_SHARED)
    .map(({ digest, compressedBytes, images }) => [
      formatBytes(compressedBytes),
      digest.slice(0, DIGEST_LENGTH),
      onOneLine(images.map((image) => labels.get(image) ?? '').join(', ')),
      onOneLine(instructionOf(digest, document) ?? ''),
    ])
  const more = shared.length - rows.length
  return [
    '',
    style.palette.heading('Layers in common'),
    ...(await renderTable(SHARED_COLUMNS, rows, style)),
    ...(more > 0 ? [style.palette.quiet(`${MARGIN}and ${formatCount(more)} more: --json`)] : []),
  ]
}

const SHARED_COLUMNS: readonly Column[] = [
  { title: 'Pulled', align: 'right' },
  { title: 'Layer', align: 'left' },
  { title: 'Images', align: 'left', flexible: true },
  { title: 'Made by', align: 'left', flexible: true },
]

function instructionOf(digest: string, { images }: PodDocument): string | null {
  return images.flatMap(({ layers }) => layers).find((layer) => layer.digest === digest)?.instruction ?? null
}

function headed(heading: string, texts: readonly string[], style: TableStyle): string[] {
  if (texts.length === 0) return []
  return ['', style.palette.heading(heading), ...texts.flatMap((text) => sentence(text, style))]
}

function debugLines({ containers }: PodSection, style: TableStyle): string[] {
  const lines = containers.flatMap(({ debug }) =>
    debug === null ? [] : commandLines(onOneLine(debug.command), style.width - MARGIN.length),
  )
  if (lines.length === 0) return []
  return ['', style.palette.heading('To look into containers without a shell'), ...lines.map((line) => MARGIN + line)]
}

function warningLines({ warnings }: PodSection, style: TableStyle): string[] {
  if (warnings.length === 0) return []
  return ['', ...warnings.flatMap((text) => sentence(`! ${text}`, style)).map(style.palette.warning)]
}

async function nodeLines(document: PodDocument, style: TableStyle): Promise<string[]> {
  const rows = document.pods.map((pod) => [
    onOneLine(podName(pod)),
    formatCount(imagesOf(pod).length),
    formatBytes(pod.together.compressedBytes),
    formatBytes(pod.together.layerBytes),
  ])
  return [
    style.palette.heading('All on one node'),
    ...sentence(nodeTexts(document).join(' '), style),
    '',
    ...(await renderTable(NODE_COLUMNS, rows, style)),
  ]
}

const NODE_COLUMNS: readonly Column[] = [
  { title: 'By itself', align: 'left', flexible: true },
  { title: 'Images', align: 'right' },
  { title: 'Pulled', align: 'right' },
  { title: 'Unpacked', align: 'right' },
]

function closingLines({ notes, leftOut }: PodDocument, style: TableStyle): string[] {
  return [
    ...notes.flatMap((note) => sentence(note, style)).map(style.palette.quiet),
    ...leftOut.flatMap((image) => sentence(`${leftOutText(image)}.`, style)).map(style.palette.warning),
  ]
}

function sentence(text: string, { width }: TableStyle): string[] {
  return wrap(onOneLine(text), width - MARGIN.length).map((line) => MARGIN + line)
}
