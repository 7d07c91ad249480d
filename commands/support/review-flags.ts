import { Flags, type Interfaces } from '@oclif/core'
import { UsageError } from '../../src/errors.ts'
import type { SlimOptions, SlimRequest } from '../../src/index.ts'
import { commandLine } from '../../src/report/shell-words.ts'
import { write } from './standard-streams.ts'

/** The flags of what goes although slim would keep it, and of looking at that on a terminal; `helpGroup` is the heading in help. */
export const reviewFlags = (helpGroup: string) => ({
  drop: Flags.string({
    summary: 'Drop what is at this path, or matches this glob, whatever needs it.',
    helpValue: 'PATH|GLOB',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup,
  }),
  'drop-package': Flags.string({
    summary: 'Drop the files of this package, whatever needs it.',
    helpValue: 'NAME',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup,
  }),
  interactive: Flags.boolean({
    summary: 'Look at the largest decisions on the terminal first, and flip them.',
    default: false,
    exclusive: ['onto', 'password-stdin'],
  }),
})

/** What the command line says of `reviewFlags`. */
export type ReviewFlags = Interfaces.InferredFlags<ReturnType<typeof reviewFlags>>

/** What `reviewFlags` say of what goes. */
export function dropsOf(flags: ReviewFlags): Pick<SlimOptions, 'drop' | 'dropPackages'> {
  return { drop: flags.drop, dropPackages: flags['drop-package'] }
}

/** @throws {UsageError} when there is no terminal to look at decisions on. */
export function checkTerminal({ interactive }: ReviewFlags): void {
  if (interactive && !(process.stdin.isTTY && process.stderr.isTTY)) {
    throw new UsageError(
      '--interactive needs a terminal: leave it out, and say with --keep and --drop what is to be different.',
    )
  }
}

/** Has the user look at a plan that these options lead to; says at the end by which flags that is had again. */
export function reviewer(
  options: SlimOptions,
  { signal, begin }: { readonly signal: AbortSignal | undefined; readonly begin: () => void },
): NonNullable<SlimRequest['review']> {
  return async (plan, planWith) => {
    begin()
    const { Review } = await import('../../src/index.ts')
    const { reviewOnTerminal } = await import('./review-prompt.ts')
    const review = new Review(plan, options, planWith)
    await reviewOnTerminal(review, signal)
    if (review.flags.length > 0) await write(process.stderr, `The same without looking: ${commandLine(review.flags)}\n`)
    return review.plan
  }
}
