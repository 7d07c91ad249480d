import { z } from 'zod'
import { messageOf } from '../errors.ts'
import { parsePlatform } from '../oci/platform.ts'
import { ALL_BASES } from './image-list.ts'
import { referenceInFile } from './reference-in-file.ts'

/** What an entry may be, for messages. */
const ENTRY = 'an entry is a reference, or has a reference and may have a label, a platform and sets'

const reference = text('reference')
  .superRefine((value, context) => {
    checked(context, () => referenceInFile(value, '.'))
  })
  .describe(
    '[SCHEME:]NAME, as on the command line. A relative path (./layout, oci:layout) is relative to the directory of this file.',
  )

const label = text('label').max(100, 'a label has at most 100 characters').describe('Stands over the image in tables.')

const platform = text('platform')
  .superRefine((value, context) => {
    checked(context, () => parsePlatform(value))
  })
  .describe('OS/ARCHITECTURE[/VARIANT]: taken of an image that has several, whatever the command line says.')

const set = text('set')
  .regex(/^[a-z][a-z0-9-]*$/, 'the name of a set is lower-case letters, digits and hyphens')
  .refine((name) => name !== ALL_BASES, `every entry is in the set "${ALL_BASES}" without saying so`)

const entry = z.strictObject(
  {
    reference,
    label: label.optional(),
    platform: platform.optional(),
    sets: z.array(set, 'sets is a list of names').describe('The sets of bases that it belongs to.').optional(),
  },
  {
    error: ({ code, keys }) =>
      code === 'unrecognized_keys' && Array.isArray(keys) ? `${quoted(keys)} is not known; ${ENTRY}` : ENTRY,
  },
)

/** A file with a list of images, as a user writes it; docs/schema/image-list.schema.json is made from it. */
export const imageListSchema = z
  .array(z.union([reference, entry], ENTRY), `a list of images is expected: ${ENTRY}`)
  .min(1, `the list is empty: ${ENTRY}`)
  .describe('Images to compare, or bases to try: an image by its reference, or with a label and more.')

function text(name: string) {
  return z
    .string({
      error: ({ input }) =>
        input === undefined ? `${name} is missing; ${ENTRY}` : `${name} is text; put it in quotes`,
    })
    .min(1, `${name} is empty`)
}

/** Makes what `check` throws the reason why a value is refused. */
function checked(context: z.core.$RefinementCtx, check: () => unknown): void {
  try {
    check()
  } catch (error) {
    context.addIssue({ code: 'custom', message: messageOf(error).replace(/\.$/, '') })
  }
}

function quoted(keys: readonly unknown[]): string {
  return keys.map((key) => `"${String(key)}"`).join(', ')
}
