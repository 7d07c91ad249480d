import { formatCount } from '../quantity.ts'
import { onOneLine } from '../terminal-text.ts'
import type { FileNeed, Needs } from '../why-document.ts'
import { labelled, limited, nothingToTell, pathLine, type WhyFact, type WhyLine, type WhyStyle } from './why-fact.ts'

/** Each way of naming it has at least so many rows, where it has as many. */
const LEAST_ROWS = 2

/** Which packages and files need it; files by what they call it. */
export function needsFacts({ packages, files }: Needs, style: WhyStyle): WhyFact[] {
  const lines = [...packageLines(packages, style), ...fileLines(files, style)]
  return labelled('Needed by', lines.length === 0 ? [nothingToTell(style)] : lines)
}

function packageLines(packages: Needs['packages'], style: WhyStyle): WhyLine[] {
  if (packages.length === 0) return []
  const rows = packages.map(({ name, requires }) => ({
    value: [`  ${onOneLine(name)}`, { text: `  ${onOneLine(requires.join(', '))}`, style: style.palette.quiet }],
  }))
  return [{ value: [formatCount(packages.length, 'package')] }, ...limited(rows, style)]
}

function fileLines(files: readonly FileNeed[], style: WhyStyle): WhyLine[] {
  const { limit, palette } = style
  const groups = [...Map.groupBy(files, wayOf)]
  const shown = limit === 0 ? groups : groups.slice(0, limit)
  const rowsEach = limit === 0 ? 0 : Math.max(LEAST_ROWS, Math.floor(limit / shown.length))
  const lines = shown.flatMap(([way, needs]): WhyLine[] => {
    const paths = new Set(needs.map(({ path }) => path))
    const rows = Array.from(paths, (path) => pathLine(path, ['  ']))
    return [
      { value: [formatCount(paths.size, 'file'), { text: way, style: palette.quiet }] },
      ...limited(rows, { palette, limit: rowsEach }),
    ]
  })
  if (shown.length === groups.length) return lines
  const others = new Set(groups.slice(shown.length).flatMap(([, needs]) => needs.map(({ path }) => path)))
  const more = `and ${formatCount(others.size, 'file')} for other reasons: --limit 0`
  return [...lines, { value: [{ text: more, style: palette.quiet }] }]
}

function wayOf({ kind, says }: FileNeed): string {
  switch (kind) {
    case 'library':
      return ` for the library ${onOneLine(says)}`
    case 'interpreter':
      return ` for the loader ${onOneLine(says)}`
    case 'shebang':
      return ` whose interpreter is ${onOneLine(says)}`
    case 'symlink':
      return ' by symlink'
  }
}
