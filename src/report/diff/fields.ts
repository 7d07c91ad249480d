import type { DiffDocument, FieldChange, FieldsSection, FieldValue } from '../diff-document.ts'
import { renderLine, type Span } from '../line.ts'
import type { Palette } from '../palette.ts'
import { formatCount } from '../quantity.ts'
import { rowsLeftOut } from '../rows-left-out.ts'
import { commandLine } from '../shell-words.ts'
import type { TableStyle } from '../table.ts'
import { columnsOf, onOneLine, truncate, wrap } from '../terminal-text.ts'
import type { DiffPageSection } from './section.ts'

/** How a field is shown. */
export interface FieldLook {
  readonly label: string
  /** Whether it is bad when it comes and good when it goes, or the other way round; neither unless this is set. */
  readonly wanted?: boolean
  /** What stands between a key and its value; a space unless this is set. */
  readonly separator?: string
  /** How numbers are written; with separators between thousands unless this is set. */
  readonly number?: (value: number) => string
}

/** A section of the page that is a list of facts. */
export function fieldsPageSection<Name extends 'system' | 'posture' | 'config'>(
  name: Name,
  heading: string,
  looks: Readonly<Record<string, FieldLook>>,
): DiffPageSection {
  const sectionOf = (document: DiffDocument): FieldsSection | null => document[name]
  return {
    name,
    heading,
    summary: () => '',
    render: (document, style) => fieldLines(sectionOf(document) ?? NOTHING, looks, style),
  }
}

const NOTHING = { changes: [], more: {} }

const INDENT = 2
const GAP = 2
/** Columns of a mark and the space behind it. */
const MARK = 2
/** Lines that a value takes; what follows is cut. */
const MOST_LINES = 3
/** Characters that stand before the first difference of two long texts. */
const CONTEXT = 12

/** Facts under each other, values aligned; what does not fit beside each other stands on several lines. */
export function fieldLines(
  { changes, more }: Pick<FieldsSection, 'changes' | 'more'>,
  looks: Readonly<Record<string, FieldLook>>,
  { width, palette }: TableStyle,
): string[] {
  const labels = changes.map(({ field }, i) => (changes[i - 1]?.field === field ? '' : (looks[field]?.label ?? field)))
  const labelWidth = Math.max(0, ...labels.map(columnsOf)) + GAP
  return changes.flatMap((change, i) => {
    const { field } = change
    const label = { text: ' '.repeat(INDENT) + labels[i]!.padEnd(labelWidth), style: palette.quiet }
    const blank = ' '.repeat(INDENT + labelWidth)
    const room = width - INDENT - labelWidth
    const lines = valueLines(change, looks[field], room, palette).map((span, line) =>
      renderLine([line === 0 ? label : blank, span], width),
    )
    const isLast = changes[i + 1]?.field !== field
    return isLast ? [...lines, ...rowsLeftOut(more[field] ?? 0, palette, blank)] : lines
  })
}

function valueLines(change: FieldChange, look: FieldLook | undefined, room: number, palette: Palette): Span[] {
  const { key, before, after } = change
  const name = key === null ? '' : onOneLine(key)
  const text = (value: FieldValue | null): string => valueText(value, look?.number)
  const prefix = name === '' ? '' : name + (look?.separator ?? ' ')
  // what is only there or not has no value
  const named = (value: FieldValue | null): string =>
    value === true ? name : prefix + (value === '' ? '' : text(value))
  const coming = markStyle(look?.wanted, palette)
  const going = markStyle(look?.wanted === undefined ? undefined : !look.wanted, palette)
  if (key !== null && before === null) return markedLines('+', named(after), room, coming)
  if (key !== null && after === null) return markedLines('-', named(before), room, going)
  const oneLine = `${prefix}${text(before)} → ${text(after)}`
  // to measure megabytes of text takes seconds
  if (oneLine.length <= room * 2 && columnsOf(oneLine) <= room) return [oneLine]
  const [was, is] = fromDifference(text(before), text(after), (room - MARK) * MOST_LINES - prefix.length)
  return [...markedLines('-', prefix + was, room, String), ...markedLines('+', prefix + is, room, String)]
}

/** Text behind a mark, on as many lines as it may take. */
function markedLines(mark: string, text: string, room: number, style: (text: string) => string): Span[] {
  const columns = room - MARK
  const lines = wrap(truncate(text, columns * MOST_LINES), columns)
  const last = truncate(lines.slice(MOST_LINES - 1).join(' '), columns)
  return [...lines.slice(0, MOST_LINES - 1), last]
    .filter((line, i) => i === 0 || line !== '')
    .map((line, i) => ({ text: `${i === 0 ? mark : ' '} ${line}`, style }))
}

/** Two texts without what they begin with alike, where they are so long that the difference would not be seen. */
function fromDifference(before: string, after: string, most: number): readonly [string, string] {
  if (Math.max(before.length, after.length) <= most) return [before, after]
  let same = 0
  while (same < before.length && before[same] === after[same]) same++
  const start = same - CONTEXT
  // half a character that both begin with
  const from = (text: string): string => `…${text.slice(start).replace(/^[\udc00-\udfff]/, '')}`
  return start <= 0 ? [before, after] : [from(before), from(after)]
}

/** Looks of what comes: `wanted` as in `FieldLook`. */
function markStyle(wanted: boolean | undefined, palette: Palette): (text: string) => string {
  if (wanted === undefined) return String
  return wanted ? palette.good : palette.bad
}

function valueText(value: FieldValue | null, number: (value: number) => string = formatCount): string {
  if (value === null) return 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return number(value)
  if (typeof value === 'string') return value === '' ? 'empty' : onOneLine(value)
  return onOneLine(Array.isArray(value) ? commandLine(value) : JSON.stringify(value))
}
