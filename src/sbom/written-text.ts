import { displayPath } from '../rootfs/path.ts'

/** What XML 1.0 cannot hold, even as a reference (section 2.2, Char), and what would end a line of tag-value. */
const UNWRITABLE = /[\p{Cc}\p{Cs}\u2028\u2029\ufffe\uffff]/gu

/** The names and versions that CycloneDX takes (`versionString` of its JSON schema); a longer one is an attack. */
const LONGEST = 1024

/** Text of an image as every format can hold it, on one line: what one of them cannot stands as an escape (`\x1b`). */
export function writtenText(text: string): string {
  return displayPath(text).replace(UNWRITABLE, escapeCharacter)
}

/** As `writtenText`, cut where a format has a limit: for names and versions. */
export function writtenName(text: string): string {
  const written = writtenText(text)
  return written.length <= LONGEST ? written : `${written.slice(0, LONGEST - 1).toWellFormed()}…`
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0)!
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}
