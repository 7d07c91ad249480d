import { formatPlatform } from '../oci/platform.ts'
import { figureText } from './gate/figure.ts'
import { formatCount } from './quantity.ts'
import { onOneLine, truncate } from './terminal-text.ts'
import { levelText } from './trend/level-text.ts'
import { heightOn, type Scale, scaleOf } from './trend/scale.ts'
import type { FigureTrend, ImageTrend, TrendDocument, TrendRun } from './trend-document.ts'

const WIDTH = 800
const HEAD = 64
const PANEL = 190
/** Of a panel, around what is drawn. */
const INSIDE = { left: 92, right: 24, top: 34, bottom: 40 }
/** Lines across a panel, floor and top included. */
const GRID = 4
/** Above this, points would hide the line. */
const MOST_POINTS = 120
const TITLE_CHARACTERS = 70
const COMMIT_DIGITS = 10
const DAY_CHARACTERS = 10

/** Both themes; a picture in a page has the reader's. The colours have a contrast of 4.5 and more with their ground (WCAG 1.4.3). */
const STYLE = `
  svg { color-scheme: light dark; --ground: #ffffff; --ink: #1f2328; --quiet: #59636e; --grid: #d1d9e0; --line: #0969da; --worse: #bc4c00 }
  @media (prefers-color-scheme: dark) {
    svg { --ground: #0d1117; --ink: #f0f6fc; --quiet: #9198a1; --grid: #3d444d; --line: #4493f8; --worse: #f0883e }
  }
  text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: var(--quiet) }
  .title { font-size: 17px; font-weight: 600; fill: var(--ink) }
  .figure { font-size: 14px; font-weight: 600; fill: var(--ink) }
  .worse { fill: var(--worse) }
  .end { text-anchor: end }
  .ground { fill: var(--ground) }
  .grid { stroke: var(--grid); stroke-width: 1; fill: none }
  .area { fill: var(--line); fill-opacity: 0.12 }
  .line { stroke: var(--line); stroke-width: 2; fill: none; stroke-linejoin: round }
  .point { fill: var(--line) }
  circle.worse { fill: var(--worse) }
`

/**
 * A trend as one picture without anything outside of it: for each platform the charts of its figures, one below another, but for those that
 * never changed.
 */
export function renderTrendSvg({ images }: TrendDocument): string {
  let y = 0
  const parts: string[] = []
  for (const image of images) {
    parts.push(head(image, y))
    y += HEAD
    for (const series of drawnOf(image)) {
      parts.push(panel(series, image, y))
      y += PANEL
    }
  }
  const height = Math.max(y, HEAD)
  const label = images.map(({ reference }) => reference).join(', ')
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(`Trend of ${label || 'no runs'}`)}">`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="${WIDTH}" height="${height}"/>`,
    ...(images.length === 0 ? [text(24, 36, 'No runs.')] : parts),
    '</svg>',
    '',
  ].join('\n')
}

/** The first one stands for all where none changed. */
function drawnOf({ series }: ImageTrend): readonly FigureTrend[] {
  const changed = series.filter(({ least, most }) => least !== most)
  return changed.length > 0 ? changed : series.slice(0, 1)
}

function head({ reference, platform, runs }: ImageTrend, y: number): string {
  const [first, last] = [dayOf(runs[0]!), dayOf(runs.at(-1)!)]
  const days = first === last ? first : `${first} to ${last}`
  const about = `${formatPlatform(platform)}, ${formatCount(runs.length, 'run')}, ${days}`
  return text(24, y + 32, truncate(onOneLine(reference), TITLE_CHARACTERS), 'title') + text(24, y + 53, about)
}

function panel(series: FigureTrend, { runs }: ImageTrend, y: number): string {
  const { figure, title, unit, least, most, first, last, steepest } = series
  const having = runs.filter(({ figures }) => Object.hasOwn(figures, figure))
  const scale = scaleOf(least, most)
  const area = {
    left: INSIDE.left,
    right: WIDTH - INSIDE.right,
    top: y + INSIDE.top,
    bottom: y + PANEL - INSIDE.bottom,
  }
  const points = placePoints(having, figure, scale, area)
  const change = first === last ? figureText(last, unit) : `${figureText(first, unit)} to ${figureText(last, unit)}`
  return [
    text(24, y + 18, title, 'figure'),
    text(area.right, y + 18, change, 'end'),
    grid(scale, series, area),
    `<path class="area" d="${steps(points, area.right)}V${area.bottom}H${points[0]!.x}Z"/>`,
    `<path class="line" d="${steps(points, area.right)}"/>`,
    ...points.flatMap((point) => {
      const isWorst = point.run.time === steepest?.time && point.run.commit === steepest.commit
      if (points.length > MOST_POINTS && !isWorst) return []
      const about = [
        figureText(point.value, unit),
        point.run.time,
        point.run.commit?.slice(0, COMMIT_DIGITS),
        point.run.reference,
      ]
      const tip = about.filter((part) => part != null).join('\n')
      const look = isWorst ? 'class="worse" r="4.5"' : 'class="point" r="2.5"'
      return `<circle ${look} cx="${point.x}" cy="${point.y}"><title>${escaped(tip)}</title></circle>`
    }),
    text(area.left, area.bottom + 20, dayOf(having[0]!)),
    ...(having.length > 1 ? [text(area.right, area.bottom + 20, dayOf(having.at(-1)!), 'end')] : []),
  ].join('\n')
}

interface Area {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

interface Point {
  readonly x: number
  readonly y: number
  readonly value: number
  readonly run: TrendRun
}

/** Where values stand by their times, or one after another where there is one time only. */
function placePoints(runs: readonly TrendRun[], figure: string, scale: Scale, area: Area): Point[] {
  const times = runs.map(({ time }) => Date.parse(time))
  const [start, end] = [times[0]!, times.at(-1)!]
  return runs.map((run, index) => {
    const share = end > start ? (times[index]! - start) / (end - start) : index / Math.max(1, runs.length - 1)
    const value = run.figures[figure]!
    return { x: rounded(area.left + share * (area.right - area.left)), y: atHeight(scale, value, area), value, run }
  })
}

/** What an image weighs it weighs until the next one is built. */
function steps(points: readonly Point[], right: number): string {
  const [first, ...others] = points
  const end = others.length === 0 ? `H${right}` : ''
  return `M${first!.x} ${first!.y}${others.map(({ x, y }) => `H${x}V${y}`).join('')}${end}`
}

function grid(scale: Scale, { unit, least, most }: FigureTrend, area: Area): string {
  const count = least === most ? 1 : GRID
  return Array.from({ length: count + 1 }, (_, index) => {
    const value = scale.floor + ((scale.top - scale.floor) * index) / count
    const y = atHeight(scale, value, area)
    return `<path class="grid" d="M${area.left} ${y}H${area.right}"/>${text(area.left - 10, y + 4, levelText(value, unit), 'end')}`
  }).join('\n')
}

function atHeight(scale: Scale, value: number, { top, bottom }: Area): number {
  return rounded(bottom - heightOn(scale, value) * (bottom - top))
}

function text(x: number, y: number, content: string, look?: string): string {
  return `<text x="${x}" y="${y}"${look === undefined ? '' : ` class="${look}"`}>${escaped(content)}</text>`
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10
}

function dayOf({ time }: TrendRun): string {
  return time.slice(0, DAY_CHARACTERS)
}

/** What XML's syntax takes stands as a reference; what XML cannot hold (XML 1.0, 2.2) is gone. */
function escaped(content: string): string {
  return content
    .split('\n')
    .map((line) =>
      onOneLine(line)
        .replace(/[\ufffe\uffff]/g, '')
        .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`),
    )
    .join('\n')
}
