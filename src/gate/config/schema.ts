import { z } from 'zod'
import { messageOf } from '../../errors.ts'
import { referenceInFile } from '../../image-list/reference-in-file.ts'
import { baselineInFile } from '../baseline-name.ts'
import type { Budget } from '../budget.ts'
import { BUDGETS } from '../budgets/budgets.ts'
import { PLATFORMS } from '../platforms-budget.ts'
import type { ReadRule } from './shapes/shape-reader.ts'
import { SHAPES } from './shapes/shapes.ts'
import { strictFields } from './strict-fields.ts'

/** What may stand under the key of a budget; what the budget itself refuses is refused. */
export function rulesSchema(budget: Budget): z.ZodType<readonly ReadRule[]> {
  return SHAPES[budget.shape]
    .schema(budget)
    .superRefine((rules, context) => {
      for (const { rule, path } of rules) {
        const message = budget.refuse?.(rule)
        if (message !== undefined) context.addIssue({ code: 'custom', path: [...path], message })
      }
    })
    .describe(budget.description)
}

const image = z
  .string('image is a reference, such as app:1.0')
  .superRefine(checkedBy((text) => referenceInFile(text, '.')))
  .describe(
    'The image that is gated where the command line names none, as [SCHEME:]NAME. A relative path is relative to the directory of this file.',
  )

const baseline = z
  .string('baseline is a file or an image, such as .imgpeek-baseline.json')
  .superRefine(checkedBy((text) => baselineInFile(text, '.')))
  .describe(
    'What growth is measured against: a file that imgpeek gate save wrote (NAME.json), or an image. A relative path is relative to the directory of this file.',
  )

const budgets = strictFields(
  Object.fromEntries(BUDGETS.map((budget) => [budget.key, rulesSchema(budget).optional()])),
  'budgets',
).describe('What the image must keep to, by the name of the budget.')

/** A configuration as a user writes it; docs/schema/config.schema.json is made from it. */
export const configSchema = strictFields(
  {
    $schema: z.string('$schema is the address of a JSON Schema').describe('For editors.').optional(),
    image: image.optional(),
    baseline: baseline.optional(),
    platforms: rulesSchema(PLATFORMS).optional(),
    budgets: budgets.optional(),
  },
  'a configuration',
).describe('What imgpeek gate checks.')

/** Makes what `check` throws the reason why a text is refused. */
function checkedBy(check: (text: string) => unknown): (text: string, context: z.core.$RefinementCtx<string>) => void {
  return (text, context) => {
    try {
      check(text)
    } catch (error) {
      context.addIssue({ code: 'custom', message: messageOf(error).replace(/\.$/, '') })
    }
  }
}
