import { formatBytes, formatCount } from './quantity.ts'
import type { SlimOnto } from './slim-document.ts'
import { type Column, renderTable, type TableStyle } from './table.ts'
import { onOneLine, printable, wrap } from './terminal-text.ts'

/** As many packages, and as many paths, stand on the page. */
const MOST_PACKAGES = 10
const MOST_PATHS = 5

const COLUMNS: readonly Column[] = [
  { title: 'Size', align: 'right' },
  { title: 'Files', align: 'right' },
  { title: 'From', align: 'left' },
  { title: '', align: 'left', flexible: true },
]

/** What stands on another base, and whose it is. */
export async function ontoLines(onto: SlimOnto, style: TableStyle): Promise<string[]> {
  const { app, dependencies, given, size, packages, replaced, accounts } = onto
  const row = (bytes: number, files: number, from: string, what: string): string[] => [
    formatBytes(bytes),
    formatCount(files),
    from,
    onOneLine(what),
  ]
  const shown = packages.slice(0, MOST_PACKAGES)
  const more = packages.length - shown.length
  const lines = await renderTable(
    COLUMNS,
    [
      row(size.contentBytes, size.files, 'base', printable(onto.reference)),
      row(dependencies.bytes, dependencies.files, 'image', 'what the app depends on'),
      ...shown.map(({ bytes, files, name, version }) => row(bytes, files, '', `  ${name} ${version}`)),
      row(app.bytes, app.files, 'image', 'the app'),
    ],
    style,
  )
  const facts = [
    ...(more > 0 ? [`and ${formatCount(more)} packages more: --json`] : []),
    ...(given.files > 0
      ? [`the base gives ${formatCount(given.files)} files (${formatBytes(given.bytes)}) of those that the app needs`]
      : []),
    ...(given.other > 0
      ? [
          `${formatCount(given.other)} of these are others than in the app's image: ${pathList(given.otherPaths, given.other)}`,
        ]
      : []),
    ...(replaced.length > 0
      ? [`what came along stands in place of the base's ${pathList(replaced, replaced.length)}`]
      : []),
    ...(accounts.length > 0 ? [`added to the base's users and groups: ${accounts.join(', ')}`] : []),
  ]
  return [...lines, ...facts.flatMap((fact) => indented(fact, style))]
}

/** Why an image is not put onto a base. */
export function misfitLines({ reference, reasons }: SlimOnto, style: TableStyle): string[] {
  const { palette } = style
  return [
    palette.bad(`The app does not fit ${printable(reference)}, and nothing was written:`),
    ...reasons.flatMap((reason) => indented(reason, style, '- ')),
  ]
}

function pathList(paths: readonly string[], count: number): string {
  const shown = paths.slice(0, MOST_PATHS)
  const more = count - shown.length
  return shown.join(', ') + (more > 0 ? ` and ${formatCount(more)} more` : '')
}

function indented(text: string, { width }: TableStyle, mark = ''): string[] {
  return wrap(onOneLine(text), width - 2 - mark.length).map(
    (line, index) => `  ${index === 0 ? mark : ' '.repeat(mark.length)}${line}`,
  )
}
