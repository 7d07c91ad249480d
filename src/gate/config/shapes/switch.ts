import { z } from 'zod'
import { strictFields } from '../strict-fields.ts'
import { TERM_FIELDS, termsOf, USUAL_TERMS } from '../terms-schema.ts'
import { onlyRule, plainRule, type ShapeReader } from './shape-reader.ts'

/** A rule that is there or not: `shells: denied`. */
export const switched: ShapeReader = {
  schema: ({ key, word = 'denied' }) => {
    const error = `${key} is ${word}, or has level, reason or expires; leave it out to allow everything`
    return z
      .union(
        [
          z.literal([word, true], error).transform(() => USUAL_TERMS),
          strictFields(TERM_FIELDS, key).transform((written) => termsOf(written)),
        ],
        error,
      )
      .transform((terms) => onlyRule(plainRule(null), terms))
  },
  written: () => true,
}
