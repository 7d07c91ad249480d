import { type NumberSpelling, numberSchema } from './number-schema.ts'
import { numberRule, onlyRule, type ShapeReader } from './shape-reader.ts'

/** One number under the key: `compressedSize: 20MB`. Its flag may be given for the limit and for growth. */
export function loneNumber(spelling: NumberSpelling): ShapeReader {
  return {
    schema: ({ key }) =>
      numberSchema(spelling, key).transform(({ number, terms }) => onlyRule(numberRule(number), terms)),
    written: limitAndGrowth,
  }
}

/** What would be written for the values of a flag; the last of each kind counts, as with any flag that is given twice. */
export function limitAndGrowth(values: readonly string[]): unknown {
  const growth = values.findLast((value) => value.startsWith('+'))
  const limit = values.findLast((value) => !value.startsWith('+'))
  return limit === undefined || growth === undefined ? (limit ?? growth) : { limit, growth }
}
