import type { Glyphs } from './glyphs.ts'
import { heightOn, type Scale } from './scale.ts'

/** A column of a bar chart. */
export interface Bar {
  readonly value: number
  readonly style: (text: string) => string
}

/** One value for each column of the room that there is: of several values that share one, the one that stands out. */
export function fitToColumns(values: readonly number[], columns: number, worse: 'more' | 'less'): number[] {
  if (values.length <= columns) return [...values]
  const worst = worse === 'more' ? Math.max : Math.min
  return Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * values.length) / columns)
    const to = Math.floor(((column + 1) * values.length) / columns)
    return values.slice(from, to).reduce((a, b) => worst(a, b))
  })
}

/**
 * Bars as lines, the top one first, and how many columns they take. Each bar is as wide as the room allows, up to a few columns.
 */
export function drawBars(
  bars: readonly Bar[],
  scale: Scale,
  room: { readonly rows: number; readonly columns: number },
  { levels }: Glyphs,
): { readonly lines: readonly string[]; readonly columns: number } {
  const width = Math.max(1, Math.min(WIDEST, Math.floor(room.columns / bars.length)))
  const gap = width > 2 ? ' ' : ''
  const steps = levels.length - 1
  // what is there at all can be seen
  const heights = bars.map(({ value }) => Math.max(1, Math.round(heightOn(scale, value) * room.rows * steps)))
  const lines = Array.from({ length: room.rows }, (_, line) => {
    const below = (room.rows - 1 - line) * steps
    const cells = bars.map(({ style }, index) => {
      const level = Math.min(steps, Math.max(0, heights[index]! - below))
      const cell = levels[level]!.repeat(width - gap.length)
      return level === 0 ? cell : style(cell)
    })
    return cells.join(gap).trimEnd()
  })
  return { lines, columns: bars.length * width - gap.length }
}

const WIDEST = 6

/** A row of values in one line. */
export function sparkline(values: readonly number[], scale: Scale, { levels }: Glyphs): string {
  const steps = levels.length - 1
  return values.map((value) => levels[Math.max(1, Math.round(heightOn(scale, value) * steps))]).join('')
}
