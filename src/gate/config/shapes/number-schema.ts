import { z } from 'zod'
import type { NumberRule } from '../../budget.ts'
import { strictFields } from '../strict-fields.ts'
import { type StatedTerms, TERM_FIELDS, termsOf, USUAL_TERMS } from '../terms-schema.ts'

/** How the numbers of a shape are written. */
export interface NumberSpelling {
  /** What they are, for messages: `a size`. */
  readonly noun: string
  /** How a limit may look, for messages: `20MB or 20MiB`. */
  readonly examples: string
  /** A limit that is a number. */
  readonly number: z.ZodNumber
  /** A limit as text: a regular expression's source, as JSON Schema takes it. */
  readonly text: string
  /** How growth may look, for messages; null where there is none. */
  readonly growth: string | null
  /** The value of text that matches; undefined where it is too large. */
  parse(text: string): number | undefined
}

/** What a number rule says, and on which terms. */
interface ReadNumber {
  readonly number: NumberRule
  readonly terms: StatedTerms
}

const PERCENT = String.raw`\d+(\.\d+)?\s*%`

/** Takes a limit, growth, or an object with either or both and terms. `key` is for messages. */
export function numberSchema(spelling: NumberSpelling, key: string): z.ZodType<ReadNumber> {
  const { noun, number, text, examples, growth: growthExamples } = spelling
  const either = growthExamples === null ? `write ${examples}` : `write ${examples}, or ${growthExamples} for growth`
  const grown = String.raw`\+\s*(${PERCENT}|${text})`
  const error = `${key} is ${noun}; ${either}`
  const stated = (rule: NumberRule): ReadNumber => ({ number: rule, terms: USUAL_TERMS })

  const bareLimit = number.transform((limit): NumberRule => ({ limit }))
  const limit = z
    .union([bareLimit, textSchema(spelling, text, `${noun}; write ${examples}`)], error)
    .describe('The most that there may be, or the least where less is worse.')
  if (growthExamples === null) {
    const object = strictFields({ limit, ...TERM_FIELDS }, key).transform(
      (written): ReadNumber => ({ number: written.limit, terms: termsOf(written) }),
    )
    return z.union(
      [bareLimit.transform(stated), textSchema(spelling, text, `${noun}; ${either}`).transform(stated), object],
      error,
    )
  }

  const amount = number.transform((value): NumberRule => ({ growth: { by: 'amount', value } }))
  const growthAdvice = `growth; write ${growthExamples}`
  const growth = z
    .union([amount, textSchema(spelling, grown, growthAdvice)], `this is not ${growthAdvice}`)
    .describe('How much more than the baseline there may be.')
  const object = strictFields({ limit: limit.optional(), growth: growth.optional(), ...TERM_FIELDS }, key)
    .refine((written) => written.limit ?? written.growth, `${key} has neither a limit nor growth; ${either}`)
    .transform((written): ReadNumber => ({ number: { ...written.limit, ...written.growth }, terms: termsOf(written) }))
  const bareText = textSchema(spelling, `${text}|${grown}`, `${noun}; ${either}`)
  return z.union([bareLimit.transform(stated), bareText.transform(stated), object], error)
}

/** Takes text that matches a pattern whole; `advice` says what is expected, for messages. */
function textSchema(spelling: NumberSpelling, pattern: string, advice: string) {
  const refused = (text: unknown): string => `${JSON.stringify(text)} is not ${advice}`
  return z
    .string()
    .regex(new RegExp(`^(${pattern})$`), { error: ({ input }) => refused(input) })
    .transform((text, context): NumberRule => {
      const rule = parseNumberRule(text, spelling)
      if (rule !== undefined) return rule
      context.addIssue({ code: 'custom', message: refused(text) })
      return z.NEVER
    })
}

function parseNumberRule(text: string, spelling: NumberSpelling): NumberRule | undefined {
  const [, sign, amount = '', percent] = /^(\+?)\s*(.*?)\s*(%?)$/s.exec(text) ?? []
  if (sign === '+' && percent === '%') return { growth: { by: 'percent', value: Number(amount) } }
  const value = spelling.parse(sign === '+' ? amount : text)
  if (value === undefined) return undefined
  return sign === '+' ? { growth: { by: 'amount', value } } : { limit: value }
}
