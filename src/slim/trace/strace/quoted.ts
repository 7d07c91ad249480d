import { decodeName } from '../../../layer/tar/text.ts'

/** What stands behind a backslash, as in C (strace, string_quote in util.c). */
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v' }
/** A backslash with what belongs to it: up to three octal digits, two hexadecimal ones, or one character. */
const ESCAPED = /\\(?:([0-7]{1,3})|x([0-9a-f]{2})|(.))/gs

/** The index of the quotation mark that ends the string which begins at `start`; -1 where none does. */
export function endOfQuoted(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at
  }
  return -1
}

/**
 * What strace quoted, without its quotation marks: a path as the tree of an image has it.
 * @param text with a character for each byte of the log (latin1)
 */
export function unquoted(text: string): string {
  const bytes = text.replace(ESCAPED, (_, octal?: string, hex?: string, character = '') => {
    if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8) & 0xff)
    return hex === undefined ? (ESCAPES[character] ?? character) : String.fromCharCode(parseInt(hex, 16))
  })
  return decodeName(Buffer.from(bytes, 'latin1'))
}
