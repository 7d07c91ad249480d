import type { Plan } from '../../plan/plan.ts'
import type { Palette } from '../palette.ts'
import { onOneLine, printable, truncate, wrap } from '../terminal-text.ts'

/** Paths that are told of what a plan does not bring, before the rest is counted. */
const MOST_PATHS = 3

/** What to write, as it is: nothing of it is cut, because it is there to be copied. */
export function planLines(
  label: string,
  plan: Plan,
  { width, palette }: { width: number; palette: Palette },
): string[] {
  const bullet = (text: string): string[] =>
    wrap(onOneLine(text), width - 4).map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`)
  return [
    palette.heading(truncate(onOneLine(`${label}: ${plan.title}`), width)),
    ...plan.parts.flatMap(({ file, text }) => [
      '',
      palette.quiet(file === null ? '  Run:' : `  ${printable(file)}:`),
      ...text
        .trimEnd()
        .split('\n')
        .map((line) => `    ${printable(line)}`.trimEnd()),
    ]),
    ...section(
      '  Not in it:',
      plan.notCovered.flatMap(({ what, paths }) =>
        bullet(`${what}${listed(paths.filter((path) => !what.includes(path)))}`),
      ),
      palette,
    ),
    ...section('  To know:', plan.notes.flatMap(bullet), palette),
  ]
}

function section(title: string, lines: readonly string[], palette: Palette): string[] {
  return lines.length === 0 ? [] : ['', palette.quiet(title), ...lines]
}

function listed(paths: readonly string[]): string {
  if (paths.length === 0) return ''
  const more = paths.length > MOST_PATHS ? ` and ${paths.length - MOST_PATHS} more` : ''
  return ` (${paths.slice(0, MOST_PATHS).join(', ')}${more})`
}
