import type { Interfaces } from '@oclif/core'
import { LIMITS, type Limits } from '../../src/limits.ts'
import { formatCount } from '../../src/report/quantity.ts'
import { byteSizeFlag } from './byte-size-flag.ts'

type LimitName = keyof typeof LIMITS
type FlagName = (typeof LIMITS)[LimitName]['flag']

const NAMES = Object.keys(LIMITS) as LimitName[]

/** A flag for each limit. */
export const limitFlags = Object.fromEntries(NAMES.map((name) => [LIMITS[name].flag, limitFlag(name)])) as {
  [Flag in FlagName]: Interfaces.OptionFlag<number | undefined>
}

/** The limits that the command line sets. */
export function limitsOf(flags: { readonly [Flag in FlagName]?: number }): Partial<Limits> {
  return Object.fromEntries(
    NAMES.flatMap((name) => (flags[LIMITS[name].flag] === undefined ? [] : [[name, flags[LIMITS[name].flag]]])),
  )
}

function limitFlag(name: LimitName): Interfaces.OptionFlag<number | undefined> {
  const { summary, default: value } = LIMITS[name]
  return byteSizeFlag({
    summary: `Most ${summary}; ${formatCount(value)} unless set.`,
    helpValue: 'NUMBER',
    helpGroup: 'LIMIT',
  })
}
