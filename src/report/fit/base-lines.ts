import { nameOf } from '../../rootfs/path.ts'
import type { Addition, BaseFit, CheckName, Need } from '../fit-document.ts'
import { listInBrief } from '../line.ts'
import type { Palette } from '../palette.ts'
import { formatBytes, formatCount } from '../quantity.ts'
import { columnsOf, onOneLine, printable, truncate, wrap } from '../terminal-text.ts'
import { verdictStyle } from './verdict-table.ts'
import { verdictText } from './verdict-text.ts'

/** Sources of what may be needed later that stand on a page. */
const MOST_LATER = 6
const LABEL_WIDTH = 10
const BYTES_WIDTH = 9
/** Columns that names of files take at least. */
const LEAST_NAMES = 12

type Style = { readonly width: number; readonly palette: Palette }

/** What a base lacks, below a heading. `shared` is said elsewhere. */
export function baseLines(base: BaseFit, shared: ReadonlySet<string>, style: Style): string[] {
  const { palette, width } = style
  const verdict = verdictStyle(base.verdict, palette)(verdictText(base.verdict))
  const heading = `${palette.heading(truncate(onOneLine(base.label), width - 16))}  ${verdict}`
  const unknown = base.verdict === 'does-not-fit' ? [] : base.unknown.filter((sentence) => !shared.has(sentence))
  return [
    heading,
    ...base.reasons.flatMap((reason) => sentence('Because', reason, style)),
    ...(base.verdict === 'does-not-fit' ? [] : causes(base)).flatMap((text) => sentence('Lacks', text, style)),
    ...additionLines('Add', 'start', base.add, Number.POSITIVE_INFINITY, style),
    ...additionLines('Later', 'later', base.add, MOST_LATER, style),
    ...unknown.flatMap((text) => sentence('Not known', text, style)),
  ]
}

/** Checks whose findings say more than what is added for them. */
const TELLING: ReadonlySet<CheckName> = new Set(['programs', 'loader', 'symbolVersions', 'runtimeFiles', 'user'])

function causes({ checks }: BaseFit): string[] {
  return checks.flatMap(({ check, need, outcome, says }) =>
    need === 'start' && outcome === 'add' && TELLING.has(check) ? says : [],
  )
}

function sentence(label: string, text: string, style: Style): string[] {
  return wrap(onOneLine(text), style.width - 2 - LABEL_WIDTH).map((line, index) =>
    labelled(index === 0 ? label : '', line, style),
  )
}

function labelled(label: string, text: string, { palette }: Style): string {
  return `  ${palette.quiet(label.padEnd(LABEL_WIDTH))}${text}`.trimEnd()
}

function additionLines(label: string, need: Need, add: readonly Addition[], most: number, style: Style): string[] {
  const wanted = add.filter((addition) => addition.need === need)
  const sources = [...Map.groupBy(wanted, sourceOf)]
    .map(([source, additions]) => ({ source, additions, bytes: additions.reduce((sum, { bytes }) => sum + bytes, 0) }))
    .sort((a, b) => b.bytes - a.bytes || (a.source < b.source ? -1 : 1))
  const lines = sources.slice(0, most).map(({ source, additions, bytes }) => {
    const amount = formatBytes(bytes).padStart(BYTES_WIDTH)
    const room = style.width - 2 - LABEL_WIDTH - BYTES_WIDTH - 2
    return `${amount}  ${withNames(source, additions, room, style)}`
  })
  if (sources.length > most)
    lines.push(`${' '.repeat(BYTES_WIDTH)}  and from ${formatCount(sources.length - most)} more`)
  return lines.map((line, index) => labelled(index === 0 ? label : '', line, style))
}

/** What stands for symlinks that no package has. */
const SYMLINKS = 'symlinks'

/** `libz1 1.3.1 (deb)`; what no package has stands for itself. */
function sourceOf({ package: found, path, kind, text }: Addition): string {
  if (found === null && kind === 'symlink') return SYMLINKS
  if (text !== null) return `${printable(path)} + ${onOneLine(text)}`
  if (found === null) return printable(path)
  const slices = found.slices.length === 0 ? '' : `, ${found.slices.join(', ')}`
  return onOneLine(`${found.name} ${found.version} (${found.type}${slices})`)
}

/** The source, and after it the names of as many of its files as there is room for. */
function withNames(source: string, additions: readonly Addition[], room: number, { palette }: Style): string {
  const name = truncate(source, room)
  const left = room - columnsOf(name) - 2
  const isNamed = source === SYMLINKS || additions.some((addition) => addition.package !== null)
  const files = additions.filter(({ kind }) => kind === 'file').map(({ path }) => nameOf(path))
  const names = (isNamed ? (files.length > 0 ? files : additions.map(({ path }) => path)) : []).map(printable)
  if (names.length === 0 || left < LEAST_NAMES) return name
  return `${name}  ${palette.quiet(truncate(listInBrief(names, left), left))}`
}
