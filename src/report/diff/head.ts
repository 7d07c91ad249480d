import { formatPlatform } from '../../oci/platform.ts'
import {
  type Contribution,
  type DiffDocument,
  type DiffedSide,
  FILE_CHANGES,
  PACKAGE_CHANGES,
} from '../diff-document.ts'
import { renderLine, type Span } from '../line.ts'
import type { Palette } from '../palette.ts'
import { formatByteChange, formatCount } from '../quantity.ts'
import type { TableStyle } from '../table.ts'
import { columnsOf, onOneLine } from '../terminal-text.ts'
import { countsText, FILE_CHANGE_WORDS, growthOf, growthStyle } from './change-text.ts'
import { contributionName } from './contribution-name.ts'

/** As many digits of a digest tell images apart. */
const DIGEST_START = /^sha\d+:[0-9a-f]{12}/

/** Columns of the name of a cause. */
const MOST_NAME = 24

/** Which images are compared, and the whole difference in two lines. */
export function headLines(document: DiffDocument, { width, palette }: TableStyle): string[] {
  const lines: Span[][] = [
    [{ text: '--- ', style: palette.bad }, ...nameSpans(document.before, palette)],
    [{ text: '+++ ', style: palette.good }, ...nameSpans(document.after, palette)],
    ...sizeSpans(document, width, palette),
    ...countSpans(document, width),
  ]
  return lines.map((spans) => renderLine(spans, width))
}

function nameSpans({ reference, platform, lastLayer, digest, imageId }: DiffedSide, palette: Palette): Span[] {
  const id = DIGEST_START.exec(digest ?? imageId ?? '')?.[0] ?? ''
  const point = lastLayer === null ? '' : `, after layer ${lastLayer}`
  return [
    { text: onOneLine(reference) + point, style: palette.title },
    { text: `  ${onOneLine(`${formatPlatform(platform)} ${id}`)}`, style: palette.quiet },
  ]
}

/** `+14.2 MB: libicu72 +36.1 MB, /usr/share/doc -12.0 MB and 8 more` */
function sizeSpans({ size }: DiffDocument, width: number, palette: Palette): Span[][] {
  if (!size?.different) return []
  const total = formatByteChange(growthOf(size.contentBytes))
  const causes = size.contributions.map(causeText)
  return [
    [
      { text: total, style: (text) => palette.title(growthStyle(palette)(text)) },
      causes.length === 0 ? '' : `: ${inBrief(causes, size.moreContributions, width - total.length - 2)}`,
    ],
  ]
}

/** A path is named by its end, where it is too long for its size to be seen. */
function causeText(cause: Contribution): string {
  const name = contributionName(cause)
  const end = columnsOf(name) <= MOST_NAME ? name : `…${name.slice(-MOST_NAME)}`
  return `${end} ${formatByteChange(growthOf(cause))}`
}

/** As many causes as fit, and how many others there are. */
function inBrief(causes: readonly string[], more: number, columns: number): string {
  const brief = (shown: number): string => {
    const others = causes.length - shown + more
    return causes.slice(0, shown).join(', ') + (others > 0 ? ` and ${formatCount(others)} more` : '')
  }
  // each takes a column or more
  for (let shown = Math.min(causes.length, columns); shown > 1; shown--) {
    const text = brief(shown)
    if (columnsOf(text) <= columns) return text
  }
  return brief(1)
}

/** On one line where that is wide enough. */
function countSpans({ packages, files }: DiffDocument, width: number): Span[][] {
  const parts = [
    packages?.different ? `packages: ${countsText(PACKAGE_CHANGES, packages.counts)}` : '',
    files?.different ? `files: ${countsText(FILE_CHANGES, files.counts, FILE_CHANGE_WORDS)}` : '',
  ].filter((part) => part !== '')
  const together = parts.join('; ')
  return together.length <= width ? (together === '' ? [] : [[together]]) : parts.map((part) => [part])
}
