import type { WasteRule } from '../rule.ts'

/** Files that one layer makes and a later one removes. */
export const removedLater: WasteRule = {
  name: 'removed-later',
  title: 'made, then removed',
  claim: ({ shadow, bytes }) => (shadow?.replacement === null ? bytes : 0),
  advice({ author, shadower }) {
    const removed = `what ${shadower!.label} removes`
    if (author.kind === 'run') return `In ${author.label}: remove there ${removed}; in a later layer it frees nothing.`
    if (author.kind === 'base') {
      return `${author.label.charAt(0).toUpperCase()}${author.label.slice(1)}, the base image, still holds ${removed}: choose a slimmer one.`
    }
    return `In ${author.label}: leave out ${removed}.`
  },
}
