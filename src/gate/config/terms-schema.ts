import { z } from 'zod'
import type { Terms } from '../budget.ts'

/** The terms of a rule, before it is known where it stands. */
export type StatedTerms = Omit<Terms, 'origin'>

/** What holds of a rule where nothing is said. */
export const USUAL_TERMS: StatedTerms = { level: 'error', reason: null, expires: null }

/** What every rule that is written as an object may say beside what it is about. */
export const TERM_FIELDS = {
  level: z
    .enum(['error', 'warn', 'off'], 'level is error, warn or off')
    .describe(
      'What comes of it where the rule does not hold: error (the default) fails the gate, warn warns, off is silent.',
    )
    .optional(),
  reason: z
    .string('reason is text; put it in quotes')
    .min(1, 'reason is empty')
    .max(500, 'reason has at most 500 characters')
    .describe('Why the rule is as it is; stands in reports.')
    .optional(),
  expires: z
    .string('expires is a date, such as 2027-01-31')
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'expires is a date, such as 2027-01-31')
    .refine(isDate, 'expires is a date that is in no calendar')
    .describe('The last day (UTC) on which a lowered level holds; from the next day on the rule counts as an error.')
    .optional(),
}

/** The terms out of an object that has `TERM_FIELDS`. */
export function termsOf({
  level,
  reason,
  expires,
}: { [Field in keyof StatedTerms]?: StatedTerms[Field] }): StatedTerms {
  return { level: level ?? 'error', reason: reason ?? null, expires: expires ?? null }
}

function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
