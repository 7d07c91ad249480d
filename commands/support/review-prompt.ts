import { InterruptedError, messageOf } from '../../src/errors.ts'
import type { Review } from '../../src/index.ts'
import { createPalette } from '../../src/report/palette.ts'
import { LINES_BESIDE_LIST, reviewHead, reviewNotes, reviewRow } from '../../src/report/slim-review-screen.ts'
import { columnsOfStream, wantsColor } from './standard-streams.ts'

/** Lines of a terminal that does not know how many it has. */
const DEFAULT_ROWS = 24
const LEAST_PAGE = 3
/** As many needs are told before a group is dropped. */
const MOST_NEEDS = 3

/**
 * Lets the user flip decisions on the terminal, until all are as wanted.
 * @throws {InterruptedError} when the user leaves.
 */
export async function reviewOnTerminal(review: Review, signal: AbortSignal | undefined): Promise<void> {
  const { createPrompt, isDownKey, isEnterKey, isSpaceKey, isUpKey, useKeypress, usePagination, useState } =
    await import('@inquirer/core')
  const { stderr } = process
  const palette = createPalette(wantsColor(stderr, process.env))

  const prompt = createPrompt<boolean, Record<string, never>>((_, done) => {
    const [active, setActive] = useState(0)
    const [notes, setNotes] = useState<readonly string[]>([])
    const [warned, setWarned] = useState(-1)
    const style = { width: columnsOfStream(stderr), palette }
    const pageSize = Math.max(LEAST_PAGE, (stderr.rows || DEFAULT_ROWS) - LINES_BESIDE_LIST)
    const { groups } = review

    useKeypress((key, line) => {
      line.clearLine(0) // what is typed is no text
      const steps = isUpKey(key) ? -1 : isDownKey(key) ? 1 : (LONG_STEPS[key.name]?.(pageSize) ?? 0)
      const group = groups[active]
      if (isEnterKey(key)) done(true)
      else if (key.name === 'q') done(false)
      else if (steps !== 0) {
        setActive(Math.min(Math.max(0, active + steps), groups.length - 1))
        setNotes([])
        setWarned(-1)
      } else if (isSpaceKey(key) && group !== undefined) {
        const { isKept, isFlipped } = review.standingOf(group)
        const needs = isKept && !isFlipped ? review.needsOf(group) : []
        if (needs.length > 0 && warned !== active) {
          const more = needs.length > MOST_NEEDS ? [`… and ${needs.length - MOST_NEEDS} more`] : []
          setNotes([
            `What keeps it: ${[...needs.slice(0, MOST_NEEDS), ...more].join('; ')}. Space again drops it all the same.`,
          ])
          setWarned(active)
          return
        }
        setWarned(-1)
        setNotes(flipped(review, active))
      }
    })

    const list = usePagination({
      items: groups,
      active,
      renderItem: ({ item, isActive }) => reviewRow(review, item, isActive, style),
      pageSize,
      loop: false,
    })
    const group = groups[active]
    const said = notes.length > 0 || group === undefined ? notes : [`${group.name}: ${review.standingOf(group).says}`]
    return [`${reviewHead(review, style)}\n${list}`, `${reviewNotes(said, style)}${HIDE_CURSOR}`]
  })
  const isWanted = await prompt({}, { output: stderr, clearPromptOnDone: true, ...(signal && { signal }) }).catch(
    (error: unknown) => {
      throw new InterruptedError(undefined, { cause: error })
    },
  )
  if (!isWanted) throw new InterruptedError('Left without writing anything.')
}

/** ECMA-48, DECTCEM; the prompt shows the cursor again when it ends. */
const HIDE_CURSOR = '\u001b[?25l'

const LONG_STEPS: Readonly<Record<string, (pageSize: number) => number>> = {
  pageup: (pageSize) => -pageSize,
  pagedown: (pageSize) => pageSize,
  home: () => Number.NEGATIVE_INFINITY,
  end: () => Number.POSITIVE_INFINITY,
}

/** Flips a group; what there is to be said of that. */
function flipped(review: Review, active: number): readonly string[] {
  try {
    review.flip(review.groups[active]!)
    return []
  } catch (error) {
    return [messageOf(error)]
  }
}
