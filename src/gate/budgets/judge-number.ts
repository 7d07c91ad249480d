import type { Offender } from '../../report/gate-document.ts'
import { formatCount } from '../../report/quantity.ts'
import type { Budget, Finding, NumberRule } from '../budget.ts'
import { figureText, percentText } from './figure-text.ts'

/** A figure that has a budget. */
export interface Measured {
  /** What it is, as a sentence begins: `Compressed size`; of a count, what is counted: `layer`. */
  readonly name: string
  /** Null where it is not known. */
  readonly actual: number | null
  /** The baseline's figure; null where there is no baseline, or where it does not have this figure. */
  readonly baseline: number | null
  /** Why a rule about growth cannot be judged: a clause without full stop. Asked where there is no figure of a baseline. */
  readonly withoutBaseline: string
  /** Asked where the rule does not hold. */
  readonly offenders: () => readonly Offender[]
}

type Growth = NonNullable<NumberRule['growth']>

/** One bound of a rule, against the figure. */
interface Bound {
  /** The most (or least) that there may be. */
  readonly limit: number
  readonly holds: boolean
  /** What is asked for, and by how much it is missed: a clause. */
  readonly message: string
}

/** Holds a figure against a limit, a growth, or both. Equality passes. */
export function judgeNumber(
  { unit, worse }: Pick<Budget, 'unit' | 'worse'>,
  rule: NumberRule,
  measured: Measured,
): Finding {
  const { name, actual, baseline } = measured
  if (actual === null) {
    const message = 'The source does not say it before the layers are read.'
    return { holds: null, actual, limit: rule.limit ?? null, baseline, message, offenders: [] }
  }
  const scale = { unit, worse, actual }
  const bounds = [
    ...(rule.limit === undefined ? [] : [limitBound(scale, rule.limit)]),
    ...(rule.growth === undefined || baseline === null ? [] : [growthBound(scale, rule.growth, baseline)]),
  ]
  const tightest = worse === 'more' ? Math.min : Math.max
  const missed = bounds.filter(({ holds }) => !holds)
  const unjudged = rule.growth !== undefined && baseline === null
  const said = (missed.length > 0 ? missed : bounds).map(({ message }) => message)
  if (unjudged && missed.length === 0) said.push(`growth is not judged, because ${measured.withoutBaseline}`)
  return {
    holds: missed.length > 0 ? false : bounds.length > 0 || null,
    // JSON has no infinity
    actual: Number.isFinite(actual) ? actual : null,
    limit: bounds.length === 0 ? null : tightest(...bounds.map(({ limit }) => limit)),
    baseline,
    message: `${figureClause(unit, name, actual)}: ${said.join('; ')}.`,
    offenders: missed.length > 0 ? measured.offenders() : [],
  }
}

function figureClause(unit: Budget['unit'], name: string, actual: number): string {
  if (unit !== 'count') return `${name} is ${figureText(unit, actual)}`
  return `There ${actual === 1 ? 'is' : 'are'} ${formatCount(actual, name)}`
}

interface Scale extends Pick<Budget, 'unit' | 'worse'> {
  readonly actual: number
}

function limitBound({ unit, worse, actual }: Scale, limit: number): Bound {
  const over = worse === 'more' ? actual - limit : limit - actual
  const allowed = figureText(unit, limit)
  if (over <= 0)
    return { limit, holds: true, message: `at ${worse === 'more' ? 'most' : 'least'} ${allowed} is asked for` }
  return { limit, holds: false, message: `${figureText(unit, over)} ${worse} than the limit of ${allowed}` }
}

function growthBound({ unit, worse, actual }: Scale, { by, value }: Growth, baseline: number): Bound {
  // a double is good for 15 digits, so that 29 % of 100 is 29 again; there is no half of a byte
  const room = by === 'amount' ? value : Math.floor(Number(((baseline * value) / 100).toPrecision(15)))
  const over = (worse === 'more' ? actual - baseline : baseline - actual) - room
  const allowed = `+${by === 'amount' ? figureText(unit, value) : percentText(value)} is allowed`
  return {
    limit: worse === 'more' ? baseline + room : baseline - room,
    holds: over <= 0,
    message: `${changeText(unit, actual - baseline)}, where ${allowed}${over <= 0 ? '' : ` (${figureText(unit, over)} too much)`}`,
  }
}

function changeText(unit: Budget['unit'], change: number): string {
  if (change === 0) return 'as in the baseline'
  return `${figureText(unit, Math.abs(change))} ${change > 0 ? 'more' : 'less'} than in the baseline`
}
