import { FILE_CHANGES, type FileChange, type FileState, type FilesSection } from '../diff-document.ts'
import type { Palette } from '../palette.ts'
import { pathText } from '../path-text.ts'
import { type PlainColumn, plainRows } from '../plain-rows.ts'
import { formatByteChange, formatCount } from '../quantity.ts'
import { onOneLine, printable } from '../terminal-text.ts'
import { countsText, FILE_CHANGE_WORDS, growthStyle } from './change-text.ts'
import { contentLines } from './contents.ts'
import { leftOut } from './left-out.ts'
import type { DiffPageSection } from './section.ts'

/** git's letters (git-diff(1), `--diff-filter`). */
const MARKS: Readonly<Record<FileChange['change'], string>> = {
  changed: 'M',
  metadata: 'M',
  added: 'A',
  removed: 'D',
  moved: 'R',
}

/** Paths that came, went, moved, or are not what they were. */
export const filesSection: DiffPageSection = {
  name: 'files',
  heading: 'Files',
  // what is too dull to be listed is counted
  summary: ({ files }) =>
    files === null ? '' : countsText([...FILE_CHANGES, 'touched'], files.counts, FILE_CHANGE_WORDS),
  render({ files }, style) {
    if (files === null) return []
    const { palette } = style
    const columns = columnsOf(palette).filter(({ cell }) => files.changes.some((change) => cell(change) !== ''))
    const rows = files.changes.map((change) => columns.map(({ cell }) => cell(change)))
    return [
      ...(rows.length === 0 ? [] : plainRows(columns, rows, palette)),
      ...moreLine(files, palette),
      ...contentLines(files.contents, style),
    ]
  },
}

interface FileColumn extends PlainColumn {
  cell(change: FileChange): string
}

/** Those that say nothing of any path are left out. */
function columnsOf(palette: Palette): FileColumn[] {
  return [
    { title: '', align: 'left', style: markStyle(palette), cell: ({ change }) => MARKS[change] },
    { title: 'Size', align: 'right', style: growthStyle(palette), cell: growthCell },
    { title: 'What', align: 'left', cell: whatCell },
    { title: 'Package', align: 'left', style: palette.quiet, cell: (change) => onOneLine(change.package ?? '') },
    { title: 'Path', align: 'left', cell: pathCell },
  ]
}

function markStyle(palette: Palette): (text: string) => string {
  return (text) => (text === 'A' ? palette.good : text === 'D' ? palette.bad : palette.warning)(text)
}

/** Of a file with several names (hard links), one has the bytes. */
function growthCell({ before, after, inside }: FileChange): string {
  const [was, is] = [before, after].map((state) => (state === null ? 0 : (inside?.bytes ?? state.countedBytes)))
  return was === is ? '' : formatByteChange(is! - was!)
}

/** What changed and, where it is short, into what. A file that has grown or shrunk needs no word for it. */
function whatCell(change: FileChange): string {
  const { aspects, before, after } = change
  if (before === null || after === null) return ''
  const words = aspects.flatMap((aspect) => ASPECT_WORDS[aspect]?.(before, after) ?? [])
  const isSilent = words.length === 0 && growthCell(change) === ''
  return isSilent && aspects.includes('content') ? 'content' : words.join(', ')
}

type AspectWord = (before: FileState, after: FileState) => string

const ASPECT_WORDS: Readonly<Partial<Record<FileChange['aspects'][number], AspectWord>>> = {
  type: (before, after) => `${before.type} → ${after.type}`,
  target: (before) => `was -> ${printable(before.linkTarget ?? '')}`,
  mode: (before, after) => `${before.mode} → ${after.mode}`,
  owner: (before, after) => `${before.uid}:${before.gid} → ${after.uid}:${after.gid}`,
  xattrs: () => 'xattrs',
}

function pathCell({ path, from, inside, before, after }: FileChange): string {
  if (from !== null) return renamed(printable(from), printable(path))
  const text = pathText(path, (after ?? before)!)
  return inside === null || inside.paths === 0 ? text : `${text} (${formatCount(inside.paths, 'path')})`
}

/** Two paths with what they have in common once, as git prints them: `/usr/{bin → sbin}/tool`. */
function renamed(from: string, to: string): string {
  const [old, now] = [from.split('/'), to.split('/')]
  const shorter = Math.min(old.length, now.length)
  let start = 0
  while (start < shorter - 1 && old[start] === now[start]) start++
  let end = 0
  while (end < shorter - start - 1 && old.at(-1 - end) === now.at(-1 - end)) end++
  const middle = (parts: readonly string[]): string => parts.slice(start, parts.length - end).join('/')
  const before = old.slice(0, start).join('/')
  const after = end === 0 ? '' : `/${old.slice(-end).join('/')}`
  return `${before}/{${middle(old)} → ${middle(now)}}${after}`
}

function moreLine({ counts, changes }: FilesSection, palette: Palette): string[] {
  const shown = new Map<string, number>()
  for (const { change, inside } of changes) shown.set(change, (shown.get(change) ?? 0) + 1 + (inside?.paths ?? 0))
  return leftOut(
    FILE_CHANGES.map((kind) => [FILE_CHANGE_WORDS[kind] ?? kind, counts[kind] - (shown.get(kind) ?? 0)]),
    palette,
  )
}
