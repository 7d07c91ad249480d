import { Args, Flags, type Interfaces } from '@oclif/core'
import { UsageError } from '../../src/errors.ts'
import type { ListingOptions } from '../../src/listing/order.ts'

/** The flags of commands that print a table. */
interface ListingFlags<Key extends string> {
  readonly sort: Interfaces.OptionFlag<Key | undefined>
  readonly reverse: Interfaces.BooleanFlag<boolean>
  readonly limit: Interfaces.OptionFlag<number | undefined>
}

/** The argument that filters by path or name: any number of globs, after all other arguments. */
export const globsArg = Args.string({
  name: 'GLOB',
  multiple: true,
  required: false,
  description: 'Only what one of these patterns matches.',
})

/** What GLOB may be, for descriptions of commands whose globs are of paths. */
export const GLOB_HELP =
  'GLOB is a pattern for absolute paths; put it in quotes. * stands for anything within a name, ** also across ' +
  'directories, ? for one character, [a-z] for one of some, {a,b} for either. A pattern without a slash is met at any ' +
  'depth; a directory that is named in full stands for all that is in it.'

/** The flags of a command that prints a table; `keys` are what --sort takes. */
export function listingFlags<Key extends string>(keys: readonly Key[]): ListingFlags<Key> {
  return {
    sort: Flags.option({
      summary: `Order by ${inWords(keys)}; counts and sizes come with the largest first.`,
      helpValue: 'KEY',
      options: keys,
    })(),
    reverse: Flags.boolean({ char: 'r', summary: 'Turn the order round.', default: false }),
    limit: Flags.custom<number>({
      summary: 'Print at most so many rows; 0 for all.',
      helpValue: 'NUMBER',
      parse: async (input) => {
        if (!/^\d{1,9}$/.test(input)) throw new UsageError(`“${input}” is no number of rows; write 0 for all.`)
        return Number(input)
      },
    })(),
  }
}

/**
 * What `listingFlags` say. `keys` are those of the table that will be printed, its own order first; without --limit a page has
 * `pageLimit` rows (0 for all), and JSON has all of them.
 * @throws {UsageError} when --sort names a key of another table of the command.
 */
export function listingOf<Key extends string>(
  flags: {
    readonly sort?: string | undefined
    readonly reverse: boolean
    readonly limit?: number | undefined
    readonly json: boolean
  },
  keys: readonly [Key, ...Key[]],
  pageLimit: number,
): ListingOptions<Key> {
  const sort = flags.sort === undefined ? keys[0] : keys.find((key) => key === flags.sort)
  if (sort === undefined)
    throw new UsageError(`This table cannot be ordered by ${flags.sort}, only by ${inWords(keys)}.`)
  return { sort, reverse: flags.reverse, limit: flags.limit ?? (flags.json ? 0 : pageLimit) }
}

function inWords(keys: readonly string[]): string {
  return keys.length === 1 ? keys[0]! : `${keys.slice(0, -1).join(', ')} or ${keys.at(-1)}`
}
