import { z } from 'zod'
import { UsageError } from '../../../errors.ts'
import { limitAndGrowth } from './lone-number.ts'
import { numberSchema } from './number-schema.ts'
import { numberRule, type ReadRule, type ShapeReader } from './shape-reader.ts'
import { SIZE } from './spellings.ts'

/** A size for each pattern: `packageSize: {'npm:*': 5MB}`; as a flag `PATTERN=SIZE`. */
export const sizes: ShapeReader = {
  schema: ({ key }) =>
    z
      .record(
        z.string(),
        numberSchema(SIZE, `an entry of ${key}`),
        `${key} is a map from patterns to sizes, such as {"*": 20MB}`,
      )
      .transform((written) =>
        Object.entries(written).map(
          ([pattern, { number, terms }]): ReadRule => ({ rule: numberRule(number, pattern), terms, path: [pattern] }),
        ),
      ),
  written: (values, flag) => {
    const cut = values.map((value) => cutAtLast(value, flag))
    return Object.fromEntries(
      [...Map.groupBy(cut, ({ pattern }) => pattern)].map(([pattern, given]) => [
        pattern,
        limitAndGrowth(given.map(({ size }) => size)),
      ]),
    )
  },
}

/** A path may hold `=`, a size never does. */
function cutAtLast(value: string, flag: string): { readonly pattern: string; readonly size: string } {
  const at = value.lastIndexOf('=')
  if (at < 1) throw new UsageError(`${flag}: "${value}" is not PATTERN=SIZE; write one such as "*=20MB".`)
  return { pattern: value.slice(0, at), size: value.slice(at + 1) }
}
