/** What a terminal could take for a command (`printable`), which is not to stand in a glob that is shown. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u
/** What means something in a glob. */
const SPECIAL = /[*?[{\\]/

/**
 * A glob that means this text and nothing else, but that what terminals act on is any character (`?`). A path with something special
 * in it that is a directory needs a slash behind it, to mean what is below.
 */
export function literalGlob(text: string): string {
  if (text.isWellFormed() && !SPECIAL.test(text) && !UNPRINTABLE.test(text)) return text
  return Array.from(text, (character) => {
    const code = character.codePointAt(0)!
    // bytes that are not UTF-8: see `EntryHeader.path`
    if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`
    if (UNPRINTABLE.test(character)) return '?'
    return SPECIAL.test(character) ? `\\${character}` : character
  }).join('')
}
