import type { z } from 'zod'
import type { YamlPath } from '../../../yaml/yaml-text.ts'
import type { Budget, NumberRule, Rule } from '../../budget.ts'
import { type StatedTerms, USUAL_TERMS } from '../terms-schema.ts'

/** A rule that was read, and where it stands below the budget's key. */
export interface ReadRule {
  readonly rule: Rule
  readonly terms: StatedTerms
  readonly path: YamlPath
}

/** How what stands under the key of a budget becomes rules. */
export interface ShapeReader {
  /** Takes what a user may write under the budget's key, and gives its rules. */
  schema(budget: Budget): z.ZodType<readonly ReadRule[]>
  /**
   * What would be written for these values of the budget's flag, in the order of the command line.
   * @param flag the flag, for messages
   * @throws {UsageError} when a value is none that can be written
   */
  written(values: readonly string[], flag: string): unknown
}

/** A rule about a number. */
export function numberRule(number: NumberRule, subject: string | null = null): Rule {
  return { subject, number, names: [] }
}

/** A rule about what `subject` stands for, or about all. */
export function plainRule(subject: string | null): Rule {
  return { subject, number: {}, names: [] }
}

/** The one rule of a key, on the usual terms unless others are given. */
export function onlyRule(rule: Rule, terms: StatedTerms = USUAL_TERMS): readonly ReadRule[] {
  return [{ rule, terms, path: [] }]
}
