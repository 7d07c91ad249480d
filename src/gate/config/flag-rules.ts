import { UsageError } from '../../errors.ts'
import { asSentence, innermostIssue } from '../../yaml/yaml-text.ts'
import type { Budget, WrittenRule } from '../budget.ts'
import { rulesSchema } from './schema.ts'
import { SHAPES } from './shapes/shapes.ts'

/**
 * The rules that the values of a budget's flag are, on the usual terms; a rule of a configuration is read by the same schema.
 * @throws {UsageError} that names the flag and says what is allowed
 */
export function flagRules(budget: Budget, values: readonly string[]): WrittenRule[] {
  const origin = `--${budget.flag}`
  const parsed = rulesSchema(budget).safeParse(SHAPES[budget.shape].written(values, origin))
  if (!parsed.success) throw new UsageError(`${origin}: ${asSentence(innermostIssue(parsed.error).message)}`)
  return parsed.data.map(({ rule, terms }) => ({ budget, rule, terms: { ...terms, origin } }))
}
