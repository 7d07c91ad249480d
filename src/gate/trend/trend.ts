import { UsageError } from '../../errors.ts'
import { nearest } from '../../nearest.ts'
import { formatPlatform, normalizePlatform } from '../../oci/platform.ts'
import { parseReference, parseRegistryReference } from '../../reference.ts'
import { formatCount } from '../../report/quantity.ts'
import type { FigureTrend, ImageTrend, TrendDocument, TrendRun } from '../../report/trend-document.ts'
import { BUDGETS } from '../budgets/budgets.ts'
import type { History } from './read-runs.ts'

/** What is shown of a history. */
export interface TrendOptions {
  /** Keys of figures; all that the runs have unless set. */
  readonly figures?: readonly string[] | undefined
  /** So many of the newest runs; all of them unless set. */
  readonly last?: number | undefined
}

/**
 * How an image went over time, from its history.
 * @throws {UsageError} when no run has a figure that is asked for
 */
export function trendDocument({ runs, broken }: History, { figures, last }: TrendOptions = {}): TrendDocument {
  const known = new Set(runs.flatMap((run) => Object.keys(run.figures)))
  for (const figure of figures ?? []) if (!known.has(figure)) throw unknownFigure(figure, [...known])
  const byPlatform = Map.groupBy(runs, ({ platform }) => formatPlatform(normalizePlatform(platform)))
  const inOrder = [...byPlatform].sort(([a], [b]) => (a < b ? -1 : 1))
  const wanted = figures ?? BUDGETS.map(({ key }) => key)
  return {
    schemaVersion: 1,
    images: inOrder.map(([, those]) => imageTrend(those, wanted, last)),
    warnings: [...brokenLines(broken), ...severalImages(runs)],
  }
}

function imageTrend(runs: readonly TrendRun[], figures: readonly string[], last?: number): ImageTrend {
  const inOrder = runs.toSorted((a, b) => Date.parse(a.time) - Date.parse(b.time))
  const shown = last === undefined ? inOrder : inOrder.slice(-last)
  const { reference, platform } = shown.at(-1)!
  return { reference, platform, runs: shown, series: figures.flatMap((figure) => figureTrend(figure, shown) ?? []) }
}

/** Undefined where no run has it. */
function figureTrend(figure: string, runs: readonly TrendRun[]): FigureTrend | undefined {
  const { title = figure, unit = 'count', worse = 'more' } = BUDGETS.find(({ key }) => key === figure) ?? {}
  const having = runs.filter(({ figures }) => Object.hasOwn(figures, figure))
  const values = having.map(({ figures }) => figures[figure]!)
  if (values.length === 0) return undefined
  let steepest: FigureTrend['steepest'] = null
  for (const [index, { time, commit }] of having.entries()) {
    const change = index === 0 ? 0 : values[index]! - values[index - 1]!
    const isWorse = worse === 'more' ? change > (steepest?.change ?? 0) : change < (steepest?.change ?? 0)
    if (isWorse) steepest = { time, commit, change }
  }
  return {
    figure,
    title,
    unit,
    worse,
    first: values[0]!,
    last: values.at(-1)!,
    least: values.reduce((least, value) => Math.min(least, value)),
    most: values.reduce((most, value) => Math.max(most, value)),
    steepest,
  }
}

function unknownFigure(figure: string, known: readonly string[]): UsageError {
  const meant = nearest(figure, known)
  const advice = meant === undefined ? `it has ${known.join(', ') || 'no runs'}` : `did you mean “${meant}”?`
  return new UsageError(`The history has no figure “${figure}”; ${advice}${meant === undefined ? '.' : ''}`)
}

function brokenLines(broken: readonly number[]): string[] {
  if (broken.length === 0) return []
  const [first] = broken
  const which =
    broken.length === 1 ? `line ${first}` : `${formatCount(broken.length)} lines, the first of which is line ${first}`
  return [`The history is damaged in ${which}; the others are shown.`]
}

/** Tags differ from run to run, repositories do not. */
function severalImages(runs: readonly TrendRun[]): string[] {
  const names = [...new Set(runs.map(({ reference }) => repositoryOf(reference)))]
  if (names.length < 2) return []
  return [
    `The history has runs of ${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}; keep a file for each image.`,
  ]
}

function repositoryOf(text: string): string {
  try {
    const { scheme, name } = parseReference(text)
    if (scheme !== null && scheme !== 'registry') return scheme
    const { registry, repository } = parseRegistryReference(name)
    return `${registry}/${repository}`
  } catch {
    return text
  }
}
