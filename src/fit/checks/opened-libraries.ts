import { openedLibraries, openersOf } from '../loadings.ts'
import type { Check } from './check.ts'

/** Programs that are told by name before the rest is counted. */
const MOST_NAMED = 3

/** Which libraries programs open when they run, nobody can know before. What those of the app need, other checks look at. */
export const openedLibrariesCheck: Check = {
  name: 'openedLibraries',
  need: 'later',

  examine(trial) {
    const openers = openersOf(trial).map(({ node }) => node.path)
    if (openers.length === 0) return []
    const shown = openers.slice(0, MOST_NAMED).join(', ')
    const others = openers.length > MOST_NAMED ? ` and ${openers.length - MOST_NAMED} more` : ''
    const own = openedLibraries('later', trial).length
    const what =
      own === 0
        ? 'name them with --also.'
        : `the app has ${own} that nothing loads at the start; name those that it needs with --also.`
    return [{ outcome: 'unknown', says: `Which libraries ${shown}${others} may open (dlopen) is not known: ${what}` }]
  },
}
