import { z } from 'zod'
import { strictFields } from '../strict-fields.ts'
import { TERM_FIELDS, termsOf, USUAL_TERMS } from '../terms-schema.ts'
import { onlyRule, type ShapeReader } from './shape-reader.ts'

/** A list that is one rule: `allowedBases: [alpine, distroless]`; the flag is given once for each name. */
export const names: ShapeReader = {
  schema: ({ key }) => {
    const error = `${key} is a list of names, or has names and may have level, reason and expires`
    const list = z.array(
      z.string(`a name of ${key} is text; put it in quotes`).min(1, `a name of ${key} is empty`),
      error,
    )
    return z
      .union(
        [
          list.transform((all) => ({ names: all, terms: USUAL_TERMS })),
          strictFields({ names: list, ...TERM_FIELDS }, key).transform((written) => ({
            names: written.names,
            terms: termsOf(written),
          })),
        ],
        error,
      )
      .transform((read) => onlyRule({ subject: null, number: {}, names: read.names }, read.terms))
  },
  written: (values) => values,
}
