import { join, relative } from 'node:path'
import type { WrittenRule } from '../budget.ts'
import { BUDGETS } from '../budgets/budgets.ts'
import { PLATFORMS } from '../platforms-budget.ts'
import { findConfig } from './find.ts'
import { readConfig, readDiveCi } from './read.ts'
import { type GateSettings, NO_SETTINGS } from './settings.ts'

/** Where the settings of a gate come from. */
export interface SettingsSources {
  /** The configuration; null to use none; undefined to look for one. */
  readonly config: string | null | undefined
  /** Where it is looked for, and in all directories above. */
  readonly directory: string
  /** A `.dive-ci`, whose rules hold beside the others. */
  readonly diveCi?: string | undefined
  /** The values of budgets' flags, by the flag's name; a flag without a value has an empty list. */
  readonly flags: ReadonlyMap<string, readonly string[]>
}

/**
 * The settings of a gate, of its configuration and the command line. What flags say of a budget takes the place of all that files say
 * of it, and what a `.dive-ci` says that of what the configuration does.
 * @throws {UsageError} when something is wrong, naming file, line and column, or the flag; {UnavailableError} when a file cannot be read
 */
export async function readGateSettings({ config, directory, diveCi, flags }: SettingsSources): Promise<GateSettings> {
  const file = config === undefined ? await foundIn(directory) : config
  const settings = file === null ? NO_SETTINGS : await readConfig(file)
  const ofDive = diveCi === undefined ? NO_SETTINGS : await readDiveCi(diveCi)
  const fromFiles = replacing(settings.rules, ofDive.rules)
  return {
    ...settings,
    rules: replacing(fromFiles, await rulesOfFlags(flags)),
    notes: [...settings.notes, ...ofDive.notes],
  }
}

/** As it is opened from the working directory. */
async function foundIn(directory: string): Promise<string | null> {
  const found = await findConfig(directory)
  return found === null ? null : join(relative('', directory), found)
}

async function rulesOfFlags(flags: SettingsSources['flags']): Promise<WrittenRule[]> {
  const flagged = [PLATFORMS, ...BUDGETS].filter(({ flag }) => flags.has(flag))
  if (flagged.length === 0) return []
  const { flagRules } = await import('./flag-rules.ts') // zod takes some 40 ms
  return flagged.flatMap((budget) => flagRules(budget, flags.get(budget.flag)!))
}

/** Rules, where those of a budget that `later` is about make way for it. */
function replacing(rules: readonly WrittenRule[], later: readonly WrittenRule[]): WrittenRule[] {
  const replaced = new Set(later.map(({ budget }) => budget))
  return [...rules.filter(({ budget }) => !replaced.has(budget)), ...later]
}
