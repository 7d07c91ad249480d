/** A part of a text of limited length: of its rows, as many stand as there is room for. */
export interface Block {
  readonly head: readonly string[]
  readonly rows?: readonly string[]
  readonly foot?: readonly string[]
}

/** What stands for blocks that had no room; as long as it can get. */
const SOME_LEFT_OUT = 'There was no room for more.'

/**
 * Blocks one after another, an empty line between them, in at most `limit` bytes of UTF-8 (so also in at most as many
 * characters). A block takes at most half of the room that is left, so that none starves those after it; rows that have no
 * room are counted in a line of their own, in the words of `leftOut`. Lines must hold no line breaks.
 */
export function fittedBlocks(blocks: readonly Block[], limit: number, leftOut: (rows: number) => string): string {
  let room = limit - byteLength([SOME_LEFT_OUT])
  let isWhole = true
  const texts = blocks.flatMap((block) => {
    const lines = fittedLines(block, Math.floor(room / 2), leftOut)
    if (lines === undefined) {
      isWhole = false
      return []
    }
    room -= byteLength(lines)
    return [lines.join('\n')]
  })
  return `${[...texts, ...(isWhole ? [] : [SOME_LEFT_OUT])].join('\n\n')}\n`
}

/** The lines of a block in so many bytes; undefined where they do not even hold what frames its rows. */
function fittedLines(
  { head, rows = [], foot = [] }: Block,
  room: number,
  leftOut: (rows: number) => string,
): string[] | undefined {
  let left = room - byteLength(head) - byteLength(foot)
  const lastWords = byteLength(['', leftOut(rows.length)])
  if (left < lastWords) return undefined
  const kept: string[] = []
  for (const row of rows) {
    left -= byteLength([row])
    if (left < (kept.length === rows.length - 1 ? 0 : lastWords)) break
    kept.push(row)
  }
  const more = rows.length - kept.length
  return [...head, ...kept, ...(more > 0 ? ['', leftOut(more)] : []), ...foot]
}

/** The bytes of lines, each with two line breaks, which are the most that follow one. */
function byteLength(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 2, 0)
}
