import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'
import { displayPath } from '../../rootfs/path.ts'

/** A text file; null for none, which makes all of the other one new or gone. */
interface TextFile {
  readonly path: string
  readonly text: string
}

/** Lines around a change, as diff -u prints them. */
const CONTEXT = 3
/** What takes more lines to be added and removed has little in common, and takes time that grows with their square. */
const MOST_EDITED_LINES = 2000
/** Characters of a patch; a page of minified JavaScript is one line of this size. */
const MOST_PATCH = 256 * 1024

/**
 * A unified diff of two texts, as patch(1) takes it; null where it would be too large or take too long.
 * @param timeout milliseconds
 */
export function textPatch(before: TextFile | null, after: TextFile | null, timeout: number): string | null {
  const patch = createTwoFilesPatch(
    before === null ? '/dev/null' : `a${displayPath(before.path)}`,
    after === null ? '/dev/null' : `b${displayPath(after.path)}`,
    before?.text ?? '',
    after?.text ?? '',
    undefined,
    undefined,
    { context: CONTEXT, maxEditLength: MOST_EDITED_LINES, timeout, headerOptions: FILE_HEADERS_ONLY },
  )
  if (patch === undefined || patch.length > MOST_PATCH) return null
  const [from = '', to = '', ...hunks] = patch.split('\n')
  return [endingName(from), endingName(to), ...hunks].join('\n')
}

/** A name with a space, unless it is quoted, ends with a tab, as git writes it: patch(1) would take the space for its end. */
function endingName(header: string): string {
  return header.includes(' ', HEADER_MARK.length) && !header.endsWith('"') ? `${header}\t` : header
}

const HEADER_MARK = '--- '
