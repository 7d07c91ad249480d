import { formatBytes, formatCount } from './quantity.ts'
import type { SlimLearned } from './slim-document.ts'
import { type Column, renderTable, type TableStyle } from './table.ts'
import { onOneLine, printable, wrap } from './terminal-text.ts'

/** As many paths stand on the page, the largest. */
const MOST_PATHS = 10

const COLUMNS: readonly Column[] = [
  { title: 'Size', align: 'right' },
  { title: 'Reason', align: 'left' },
  { title: 'Path', align: 'left', flexible: true },
]

/** What runs taught, for the page of `imgpeek slim`. */
export async function learnedLines({ runs, files, bytes, added }: SlimLearned, style: TableStyle): Promise<string[]> {
  const { palette } = style
  const lines = runs.flatMap((run) => {
    const text = `${onOneLine(run.name)}: ${formatCount(run.paths, 'path')} used${endOf(run)}`
    return wrap(text, style.width - 4).map((line, index) => `${index === 0 ? '  ' : '    '}${line}`)
  })
  if (files === 0) return [...lines, '  All that these use stays anyway.']
  const largest = added.filter((each) => each.bytes > 0).sort((a, b) => b.bytes - a.bytes)
  const shown = largest.slice(0, MOST_PATHS)
  const more = files - shown.length
  return [
    ...lines,
    `  ${formatCount(files, 'file')} of ${formatBytes(bytes)} stay for that alone:`,
    ...(await renderTable(
      COLUMNS,
      shown.map((each) => [formatBytes(each.bytes), onOneLine(each.reason), printable(each.path)]),
      style,
    )),
    ...(more > 0 ? [palette.quiet(`  and ${formatCount(more)} more: --json`)] : []),
  ]
}

function endOf({ kind, exitCode, stopped }: SlimLearned['runs'][number]): string {
  if (kind !== 'run') return kind === 'strace' ? ', says a log of strace' : ', says docker-slim'
  if (stopped) return ', until its time was over'
  return exitCode === null ? ', until it was killed' : `, ended with ${exitCode}`
}
