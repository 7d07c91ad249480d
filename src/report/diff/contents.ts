import type { ContentChange, ContentFacts, ContentsSection } from '../diff-document.ts'
import type { Palette } from '../palette.ts'
import { formatBytes, formatCount } from '../quantity.ts'
import type { TableStyle } from '../table.ts'
import { printable } from '../terminal-text.ts'
import { type FieldLook, fieldLines } from './fields.ts'

/** As many digits of a SHA-256 tell contents apart. */
const DIGEST_START = 12

/** What differs inside of files: patches as diff -u prints them, and descriptions of what is no text. */
export function contentLines(contents: ContentsSection | null, style: TableStyle): string[] {
  if (contents === null) return []
  const { files, more } = contents
  const lines = files.flatMap((file) => ['', ...fileLines(file, style)])
  if (more === 0) return lines
  return [
    ...lines,
    '',
    style.palette.quiet(`  and ${formatCount(more)} more that are too much to compare: --path GLOB`),
  ]
}

function fileLines(file: ContentChange, style: TableStyle): string[] {
  if (file.patch !== null)
    return file.patch
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => patchLine(line, style.palette))
  return [
    `${style.palette.title(printable(file.path))}  ${factsText(file)}`,
    ...fieldLines({ changes: file.changes, more: {} }, LOOKS, style),
  ]
}

/** As git prints them; a tab is part of what is compared. */
function patchLine(line: string, palette: Palette): string {
  const text = line.replace(/[^\t]+/g, printable)
  if (line.startsWith('--- ') || line.startsWith('+++ ')) return palette.title(text)
  if (line.startsWith('@@')) return palette.heading(text)
  if (line.startsWith('+')) return palette.good(text)
  return line.startsWith('-') ? palette.bad(text) : text
}

/** Format, size and the beginning of the SHA-256, each once where it is the same. */
function factsText({ before, after }: ContentChange): string {
  const both = [before, after].filter((facts) => facts !== null)
  const fact = (text: (facts: ContentFacts) => string): string => [...new Set(both.map(text))].join(' → ')
  return [
    fact(({ format }) => format),
    fact(({ size }) => formatBytes(size)),
    `sha256 ${fact(({ sha256 }) => sha256?.slice(0, DIGEST_START) ?? 'none')}`,
  ].join(', ')
}

const LOOKS: Readonly<Record<string, FieldLook>> = {
  machine: { label: 'Machine' },
  kind: { label: 'Kind' },
  interpreter: { label: 'Interpreter' },
  soname: { label: 'Soname' },
  needed: { label: 'Needs' },
  requires: { label: 'Needs at least' },
  defines: { label: 'Defines' },
  rpath: { label: 'Rpath' },
  runpath: { label: 'Runpath' },
  buildId: { label: 'Build ID' },
  stripped: { label: 'Stripped' },
  debugBytes: { label: 'Debug sections', number: formatBytes },
  lines: { label: 'Lines' },
}
