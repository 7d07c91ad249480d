import { z } from 'zod'
import { strictFields } from '../strict-fields.ts'
import { TERM_FIELDS, termsOf, USUAL_TERMS } from '../terms-schema.ts'
import { plainRule, type ReadRule, type ShapeReader } from './shape-reader.ts'

/** A list, of which each item is a rule: `deniedPackages: [bash]`; the flag is given once for each. */
export const patterns: ShapeReader = {
  schema: ({ key }) => {
    const error = `an item of ${key} is text, or has a match and may have level, reason and expires`
    const text = z.string(error).min(1, `an item of ${key} is empty`)
    const item = z.union(
      [
        text.transform((match) => ({ rule: plainRule(match), terms: USUAL_TERMS })),
        strictFields({ match: text, ...TERM_FIELDS }, `an item of ${key}`).transform((written) => ({
          rule: plainRule(written.match),
          terms: termsOf(written),
        })),
      ],
      error,
    )
    return z
      .array(item, `${key} is a list`)
      .transform((items) => items.map((read, index): ReadRule => ({ ...read, path: [index] })))
  },
  written: (values) => values,
}
