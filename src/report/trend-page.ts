import { formatPlatform } from '../oci/platform.ts'
import { figureChangeText, figureText } from './gate/figure.ts'
import { createPalette, type Palette } from './palette.ts'
import { formatCount } from './quantity.ts'
import { renderTable } from './table.ts'
import { columnsOf, onOneLine, truncate, wrap } from './terminal-text.ts'
import { drawBars, fitToColumns, sparkline } from './trend/bars.ts'
import { ASCII_GLYPHS, type Glyphs, UNICODE_GLYPHS } from './trend/glyphs.ts'
import { levelText } from './trend/level-text.ts'
import { type Scale, scaleOf } from './trend/scale.ts'
import type { FigureTrend, ImageTrend, TrendDocument } from './trend-document.ts'

/** How a trend is drawn. */
interface TrendStyle {
  /** Columns of the terminal. */
  readonly width: number
  readonly color: boolean
  /** Whether the terminal has more characters than those of ASCII. */
  readonly unicode: boolean
}

interface Drawing {
  readonly width: number
  readonly palette: Palette
  readonly glyphs: Glyphs
}

const ROWS = 8
const MARGIN = '  '
const SPARK_COLUMNS = 20
/** Of RFC 3339. */
const DAY_CHARACTERS = 10
/** As many as git shows of the commits of large repositories. */
const COMMIT_DIGITS = 10

/** What `imgpeek gate trend` prints: for each platform a chart of its first figure, and all of them in a table. */
export async function renderTrendPage(
  { images }: TrendDocument,
  { width, color, unicode }: TrendStyle,
): Promise<string> {
  const drawing = { width, palette: createPalette(color), glyphs: unicode ? UNICODE_GLYPHS : ASCII_GLYPHS }
  if (images.length === 0) return `${MARGIN}No runs.\n`
  const pages: string[] = []
  for (const image of images) pages.push((await imageLines(image, drawing)).join('\n'))
  return `${pages.join('\n\n')}\n`
}

async function imageLines(image: ImageTrend, drawing: Drawing): Promise<string[]> {
  const { palette, width } = drawing
  const head = [formatPlatform(image.platform), formatCount(image.runs.length, 'run'), daysOf(image)].join(', ')
  const reference = truncate(onOneLine(image.reference), Math.max(8, width - head.length - 2))
  const [first] = image.series
  return [
    `${palette.title(reference)}  ${palette.quiet(head)}`,
    ...(first === undefined ? [] : ['', ...chartLines(first, image, drawing), ...steepestLines(first, drawing)]),
    '',
    ...(await tableLines(image, drawing)),
  ]
}

function chartLines(series: FigureTrend, image: ImageTrend, { width, palette, glyphs }: Drawing): string[] {
  const scale = scaleOf(series.least, series.most)
  const labels = labelsOf(series, scale)
  const room = Math.max(...labels.map(columnsOf))
  const columns = Math.max(10, width - MARGIN.length - room - 3)
  const values = fitToColumns(valuesOf(series, image), columns, series.worse)
  const bars = values.map((value, index) => ({ value, style: styleOf(value, values[index - 1], series, palette) }))
  const drawn = drawBars(bars, scale, { rows: ROWS, columns }, glyphs)
  const axis = (label: string, mark: string): string => `${MARGIN}${palette.quiet(`${label.padStart(room)} ${mark}`)}`
  return [
    `${MARGIN}${palette.heading(series.title)}`,
    ...drawn.lines.map((line, index) => axis(labels[index]!, labels[index] === '' ? glyphs.axis : glyphs.tick) + line),
    axis(labels.at(-1)!, glyphs.corner) + palette.quiet(glyphs.floor.repeat(drawn.columns)),
    palette.quiet(`${MARGIN}${' '.repeat(room + 2)}${timesBelow(image, drawn.columns)}`),
  ]
}

/** What stands beside the rows and the floor: in every second row, so that they can be told apart, and nothing twice. */
function labelsOf({ unit }: FigureTrend, { floor, top }: Scale): string[] {
  const labels: string[] = []
  for (let row = 0; row <= ROWS; row++) {
    const level = top - ((top - floor) * row) / ROWS
    const label = row % 2 === 0 ? levelText(level, unit) : ''
    labels.push(labels.includes(label) ? '' : label)
  }
  return labels
}

/** The first and the last day, at the ends of the axis. */
function timesBelow({ runs }: ImageTrend, columns: number): string {
  const [first, last] = [runs[0]!.time.slice(0, DAY_CHARACTERS), runs.at(-1)!.time.slice(0, DAY_CHARACTERS)]
  if (first === last) return first
  return first + last.padStart(Math.max(last.length + 2, columns - first.length))
}

function styleOf(
  value: number,
  before: number | undefined,
  { worse }: FigureTrend,
  palette: Palette,
): (text: string) => string {
  if (before === undefined || value === before) return (text) => text
  return value > before === (worse === 'more') ? palette.warning : palette.good
}

function steepestLines({ steepest, unit }: FigureTrend, { width, palette }: Drawing): string[] {
  if (steepest === null) return []
  const { time, commit, change } = steepest
  const where = commit === null ? '' : `, commit ${onOneLine(commit).slice(0, COMMIT_DIGITS)}`
  const text = `Steepest: ${figureChangeText(change, unit)} on ${time.slice(0, DAY_CHARACTERS)}${where}`
  return ['', ...wrap(text, width - MARGIN.length).map((line) => MARGIN + palette.warning(line))]
}

function tableLines(image: ImageTrend, { width, palette, glyphs }: Drawing): Promise<string[]> {
  const rows = image.series.map((series) => {
    const values = fitToColumns(valuesOf(series, image), SPARK_COLUMNS, series.worse)
    const change = series.last - series.first
    return [
      series.title,
      figureText(series.first, series.unit),
      figureText(series.last, series.unit),
      change === 0 ? '' : figureChangeText(change, series.unit),
      sparkline(values, scaleOf(series.least, series.most), glyphs),
    ]
  })
  const columns = [
    { title: 'Figure', align: 'left', flexible: true },
    { title: 'First', align: 'right' },
    { title: 'Last', align: 'right' },
    { title: 'Change', align: 'right' },
    { title: '', align: 'left' },
  ] as const
  return renderTable(columns, rows, { width, palette })
}

function valuesOf({ figure }: FigureTrend, { runs }: ImageTrend): number[] {
  return runs.flatMap(({ figures }) => (Object.hasOwn(figures, figure) ? figures[figure]! : []))
}

function daysOf({ runs }: ImageTrend): string {
  const [first, last] = [runs[0]!.time.slice(0, DAY_CHARACTERS), runs.at(-1)!.time.slice(0, DAY_CHARACTERS)]
  return first === last ? first : `${first} to ${last}`
}
