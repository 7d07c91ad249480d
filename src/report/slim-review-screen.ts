import type { Review } from '../slim/review/review.ts'
import type { ReviewGroup } from '../slim/review/review-groups.ts'
import type { Palette } from './palette.ts'
import { formatBytes, formatCount } from './quantity.ts'
import { onOneLine, printable, toWidth, truncate, wrap } from './terminal-text.ts'

/** The lines that stand around the list, one for each that is never left out, and those of notes. */
export const LINES_BESIDE_LIST = 9
const NOTE_LINES = 4

interface ScreenStyle {
  /** Columns of the terminal. */
  readonly width: number
  readonly palette: Palette
}

/** What stands above the list: what the image becomes, as it is decided now. */
export function reviewHead({ sizes: { before, after }, plan }: Review, { width, palette }: ScreenStyle): string {
  const share = before.contentBytes === 0 ? 0 : (100 * (after.contentBytes - before.contentBytes)) / before.contentBytes
  const sizes = `${formatBytes(before.contentBytes)} → ${formatBytes(after.contentBytes)} (${share.toFixed(1)} %)`
  const packages = `${formatCount(before.packages)} → ${formatCount(after.packages, 'package')}`
  const title = `${onOneLine(plan.image.reference)}  ${sizes}  ${packages}`
  const keys = '↑ ↓ move · space keep or drop · enter write · q leave without writing'
  return [palette.title(truncate(title, width - 1)), palette.quiet(truncate(keys, width - 1)), ''].join('\n')
}

const MARK_COLUMNS = 6
const SIZE_COLUMNS = 10
const OF_COLUMNS = 13

/** A line of the list. */
export function reviewRow(
  review: Review,
  group: ReviewGroup,
  isActive: boolean,
  { width, palette }: ScreenStyle,
): string {
  const { isKept, isFlipped, bytes, allBytes, says } = review.standingOf(group)
  const mark = toWidth(`${isKept ? 'keep' : 'drop'}${isFlipped ? '*' : ''}`, MARK_COLUMNS, 'left')
  const size = toWidth(formatBytes(bytes), SIZE_COLUMNS, 'right')
  const of = toWidth(bytes === allBytes ? '' : ` of ${formatBytes(allBytes)}`, OF_COLUMNS, 'left')
  const room = Math.max(20, width - 3 - MARK_COLUMNS - SIZE_COLUMNS - OF_COLUMNS - 4)
  const nameColumns = Math.min(Math.max(20, Math.floor(room / 2)), 44)
  const name = toWidth(printable(group.name), nameColumns, 'left')
  const reason = truncate(onOneLine(says), Math.max(0, room - nameColumns))
  const colour = isKept ? palette.good : palette.warning
  return `${isActive ? '❯' : ' '} ${colour(mark)}${size}${palette.quiet(of)}  ${isActive ? palette.title(name) : name}  ${palette.quiet(reason)}`
}

/** What stands below the list: all of the reason of a group, or what there is to say before it goes. */
export function reviewNotes(sentences: readonly string[], { width, palette }: ScreenStyle): string {
  const lines = sentences.flatMap((sentence) => wrap(onOneLine(sentence), width - 1))
  const shown = lines.length > NOTE_LINES ? [...lines.slice(0, NOTE_LINES - 1), '…'] : lines
  return `\n${shown.map((line) => palette.quiet(line)).join('\n')}`
}
