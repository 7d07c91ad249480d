import { Flags } from '@oclif/core'
import type { Budget, Shape } from '../../src/gate/budget.ts'
import { BUDGETS } from '../../src/gate/budgets/budgets.ts'
import { PLATFORMS } from '../../src/gate/platforms-budget.ts'

/** The heading that help puts over them. */
const BUDGET = 'BUDGET'

/** What stands in help for the value of a budget's flag; null where it takes none. */
const HELP_VALUES: Readonly<Record<Shape, string | null>> = {
  size: 'SIZE|+GROWTH',
  count: 'NUMBER|+GROWTH',
  share: 'SHARE',
  sizes: 'PATTERN=SIZE',
  patterns: 'PATTERN',
  names: 'NAME',
  switch: null,
}

/** A flag for each budget. */
export const budgetFlags = Object.fromEntries(BUDGETS.map((budget) => [budget.flag, budgetFlag(budget)]))

/** The flag of the budget that says what is gated as well. */
export const platformsFlag = Flags.string({
  summary:
    'Gate this platform, which must exist; may be given several times. All that the configuration names unless set.',
  helpValue: 'OS/ARCH[/VARIANT]',
  multiple: true,
  multipleNonGreedy: true,
})

/** What the command line says of budgets, by the flag's name; a flag without a value has an empty list. */
export function budgetValues(flags: Readonly<Record<string, unknown>>): ReadonlyMap<string, readonly string[]> {
  const values = [PLATFORMS, ...BUDGETS].flatMap(({ flag }): [string, readonly string[]][] => {
    const value = flags[flag]
    if (Array.isArray(value)) return [[flag, value.map(String)]]
    return value === true ? [[flag, []]] : []
  })
  return new Map(values)
}

function budgetFlag({ description: summary, shape }: Budget) {
  const helpValue = HELP_VALUES[shape]
  if (helpValue === null) return Flags.boolean({ summary, helpGroup: BUDGET, default: false })
  return Flags.string({ summary, helpGroup: BUDGET, helpValue, multiple: true, multipleNonGreedy: true })
}
