import { isPartOfGlibc } from '../../fit/c-library.ts'
import type { Doubt } from './doubts.ts'

const MOST_NAMED = 3

/** Programs that can open libraries by names that they make up when they run. */
export const openers: Doubt = function* ({ image, closure }) {
  const names: string[] = []
  for (const node of closure.nodes()) {
    const binary = closure.runs(node) ? image.objectAt(node)?.binary : undefined
    if (binary?.kind === 'program' && binary.functions?.includes('dlopen') === true && !isPartOfGlibc(binary)) {
      names.push(node.path)
    }
  }
  if (names.length === 0) return
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''
  yield `Which libraries ${names.slice(0, MOST_NAMED).join(', ')}${more} may open (dlopen) is not known; name them with --keep, or learn them with --trace.`
}
