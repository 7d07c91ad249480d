import type { Doubt } from './doubts.ts'

/** As many sentences say enough. */
const MOST_NAMED = 10

/** What `--drop` takes away although something that stays needs it. */
export const droppedNeeds: Doubt = function* ({ closure }) {
  const missed = [...closure.missed].filter(
    ([, { because }]) => because === null || closure.reasonOf(because) !== undefined,
  )
  for (const [{ path }, { says }] of missed.slice(0, MOST_NAMED)) yield `--drop takes away ${path}: ${says}.`
  const more = missed.length - MOST_NAMED
  if (more > 0) yield `--drop takes away ${more} more paths that something needs.`
}
