import { markdownTable } from 'markdown-table'
import { cellText } from './compare-cell.ts'
import type { CompareDocument, CompareRow, CompareValue } from './compare-document.ts'
import { headedRows } from './compare-groups.ts'
import { NOTHING_SHARED, pullingTogether, sharingGroups } from './compare-sharing.ts'
import { leftOutText } from './left-out.ts'
import { codeSpan } from './markdown-text.ts'
import { formatBytes } from './quantity.ts'

/** A comparison as GitHub Flavored Markdown: the table, then the layers in common. */
export function renderCompareMarkdown(document: CompareDocument): string {
  const matrices = sharingGroups(document.sharing).map((group) => sharingTable(group, document))
  const parts = [comparisonTable(document), pullingTogether(document.sharing), ...matrices, ...leftOut(document)]
  return `${parts.join('\n\n')}\n`
}

function leftOut({ leftOut: images }: CompareDocument): string[] {
  return images.map(({ label, reason }) => `${leftOutText({ label: codeSpan(label), reason })}.`)
}

function comparisonTable(document: CompareDocument): string {
  const { images } = document
  const rows = headedRows(document).flatMap(({ heading, rows }) => [
    [`**${heading}**`, ...images.map(() => '')],
    ...rows.map((row) => [
      row.label,
      ...images.map(({ values }, index) => {
        const text = markdownCell(row, values[row.name]!)
        return row.best.includes(index) ? `**${text}**` : text
      }),
    ]),
  ])
  return table([['', ...images.map(({ label }) => codeSpan(label))], ...rows])
}

/** What an image says stands as code; what we say of it does not. */
function markdownCell(row: CompareRow, value: CompareValue): string {
  const isOfImage =
    (row.kind === 'text' && value !== null) || (row.kind === 'programs' && Array.isArray(value) && value.length > 0)
  const text = cellText(row, value)
  return isOfImage ? codeSpan(text) : text
}

function sharingTable(group: readonly number[], { images, sharing }: CompareDocument): string {
  const label = (index: number): string => codeSpan(images[index]!.label)
  const rows = group.map((image) => [
    label(image),
    ...group.map((other) => {
      const { layers, compressedBytes } = sharing.matrix[image]![other]!
      return layers === 0 ? NOTHING_SHARED : formatBytes(compressedBytes)
    }),
  ])
  return table([['In common', ...group.map(label)], ...rows])
}

/** The first column at the left, others at the right. */
function table(rows: readonly (readonly string[])[]): string {
  const align = rows[0]!.map((_, index) => (index === 0 ? 'l' : 'r'))
  return markdownTable(
    rows.map((row) => [...row]),
    { align, alignDelimiters: false, padding: true },
  )
}
