import { listInBrief } from '../line.ts'
import { formatBytes, formatCount } from '../quantity.ts'
import { onOneLine, wrap } from '../terminal-text.ts'
import type { Owner, Removal } from '../why-document.ts'
import { labelled, limited, nothingToTell, pathLine, type WhyFact, type WhyLine, type WhyStyle } from './why-fact.ts'

/** Lines that names take on a page that does not have them all. */
const LINES_OF_NAMES = 2
/** Paths on such a page. */
const MOST_PATHS = 3

/** What would come of taking it out; `owner` is the package that it would go with. */
export function removalFacts({ breaks, orphans }: Removal, owner: Owner | null, style: WhyStyle): WhyFact[] {
  const { palette } = style
  const lines: WhyLine[] = []
  const add = (heading: string, look: (text: string) => string, rows: readonly WhyLine[]): void => {
    if (rows.length > 0) lines.push({ value: [{ text: heading, style: look }] }, ...rows)
  }
  if (owner !== null) {
    const contents = `${formatCount(owner.files, 'file')}, ${formatBytes(owner.installedBytes)}`
    lines.push({ value: [`its package ${onOneLine(owner.name)} would go with it: ${contents}`] })
  }
  const { packages, files } = breaks
  add(`${formatCount(packages.length, 'package')} would break`, palette.warning, nameLines(packages, style))
  add(`${formatCount(files.length, 'file')} would break`, palette.warning, pathLines(files, style))
  const orphanBytes = orphans.packages.reduce((sum, { installedBytes }) => sum + installedBytes, 0)
  const fileBytes = orphans.files.reduce((sum, { bytes }) => sum + bytes, 0)
  const orphanFiles = orphans.files.map(({ path }) => path)
  add(
    `${formatCount(orphans.packages.length, 'package')} that nothing else needs could go too: ${formatBytes(orphanBytes)}`,
    palette.good,
    nameLines(orphans.packages, style),
  )
  add(
    `${formatCount(orphanFiles.length, 'file')} that nothing else names could go too: ${formatBytes(fileBytes)}`,
    palette.good,
    pathLines(orphanFiles, style),
  )
  return labelled('If it went', lines.length === 0 ? [nothingToTell(style)] : lines)
}

function nameLines(packages: readonly { readonly name: string }[], { limit, room }: WhyStyle): WhyLine[] {
  if (packages.length === 0) return []
  const names = packages.map(({ name }) => onOneLine(name))
  const columns = room - 2
  // Broken between names, lines are not quite full.
  const text = limit === 0 ? names.join(', ') : listInBrief(names, LINES_OF_NAMES * columns - 20)
  return wrap(text, columns).map((line) => ({ value: [`  ${line}`] }))
}

function pathLines(paths: readonly string[], { limit, palette }: WhyStyle): WhyLine[] {
  return limited(
    paths.map((path) => pathLine(path, ['  '])),
    { palette, limit: Math.min(limit, MOST_PATHS) },
  )
}
