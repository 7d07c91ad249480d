import type { CompareDocument, LayerSharing } from './compare-document.ts'
import { formatBytes, formatCount, formatShare } from './quantity.ts'
import type { TableStyle } from './table.ts'
import { columnsOf, onOneLine, toWidth, wrap } from './terminal-text.ts'

const INDENT = '  '
const GAP = 2
const MOST_LABEL_WIDTH = 28
/** The widest number of bytes, as in `123.4 MB`. */
const CELL_WIDTH = 8
/** What stands where two images have no layer in common. */
export const NOTHING_SHARED = '·'

/** What pulling all images together costs, in a sentence or two. */
export function pullingTogether({ separateBytes, togetherBytes, shared }: LayerSharing): string {
  const together = formatBytes(togetherBytes)
  if (shared.length === 0) return `Pulling all of them takes ${together}; they have no layer in common.`
  const saved = separateBytes - togetherBytes
  return (
    `Pulling all of them takes ${together}, not ${formatBytes(separateBytes)}. ` +
    `Saved by ${formatCount(shared.length, 'layer')} in common: ${formatBytes(saved)} (${formatShare(saved, separateBytes)}).`
  )
}

/** The images that have layers in common, directly or through others, together; each group and all of them by index. */
export function sharingGroups({ shared }: LayerSharing): number[][] {
  const groupOf = new Map<number, Set<number>>()
  for (const { images } of shared) {
    const joined = new Set(images.flatMap((image) => [image, ...(groupOf.get(image) ?? [])]))
    for (const image of joined) groupOf.set(image, joined)
  }
  return [...new Set(groupOf.values())].map((group) => [...group].sort((a, b) => a - b)).sort((a, b) => a[0]! - b[0]!)
}

/** What pulling takes, and for images that share layers a matrix of what they share, in blocks where it is too wide. */
export function renderSharing(document: CompareDocument, style: TableStyle): string[] {
  const { width, palette } = style
  return [
    palette.heading('Layers in common'),
    ...wrap(pullingTogether(document.sharing), width - INDENT.length).map((line) => INDENT + line),
    ...sharingGroups(document.sharing).flatMap((group) => renderMatrix(group, document, style)),
  ]
}

function renderMatrix(
  group: readonly number[],
  { images, sharing }: CompareDocument,
  { width, palette }: TableStyle,
): string[] {
  const numberWidth = String(images.length).length
  const labels = group.map((image) => `${String(image + 1).padStart(numberWidth)} ${onOneLine(images[image]!.label)}`)
  const labelWidth = Math.min(MOST_LABEL_WIDTH, Math.max(...labels.map(columnsOf)))
  const perBlock = Math.max(1, Math.floor((width - INDENT.length - labelWidth) / (GAP + CELL_WIDTH)))
  const blocks = Array.from({ length: Math.ceil(group.length / perBlock) }, (_, block) =>
    group.slice(block * perBlock, (block + 1) * perBlock),
  )
  const line = (label: string, cells: readonly string[]): string =>
    INDENT + toWidth(label, labelWidth, 'left') + cells.join('')
  const cell = (text: string): string => toWidth(text, GAP + CELL_WIDTH, 'right')
  return blocks.flatMap((columns) => [
    '',
    palette.quiet(
      line(
        '',
        columns.map((image) => cell(String(image + 1))),
      ),
    ),
    ...group.map((image, index) =>
      line(
        labels[index]!,
        columns.map((other) => {
          const { layers, compressedBytes } = sharing.matrix[image]![other]!
          const text = cell(layers === 0 ? NOTHING_SHARED : formatBytes(compressedBytes))
          return image === other || layers === 0 ? palette.quiet(text) : text
        }),
      ),
    ),
  ])
}
