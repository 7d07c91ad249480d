import { UsageError } from '../errors.ts'

/** What only a shell does anything with, outside of quotes. */
const OF_SHELL = /[|&;<>()`$\n]/

/**
 * The words of a command line as a shell would split them: at blanks, with quotes and backslashes. Nothing else that a shell does
 * is done, as many images have none; what looks as if it were meant for one is refused.
 * @throws {UsageError} when a quote is not closed, or something outside of single quotes is for a shell
 */
export function commandWords(line: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!
    if (quote === "'") {
      if (character === "'") quote = ''
      else word += character
    } else if (character === '\\' && (quote === '' || /["\\$`]/.test(line[at + 1] ?? ''))) {
      if (++at === line.length) throw new UsageError(`The command ${line} ends with a backslash that nothing follows.`)
      word = (word ?? '') + line[at]!
    } else if (quote === '"') {
      if (character === '"') quote = ''
      else if (/[$`]/.test(character)) throw forShell(line, character)
      else word += character
    } else if (character === "'" || character === '"') {
      quote = character
      word ??= ''
    } else if (/[ \t]/.test(character)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (OF_SHELL.test(character)) {
      throw forShell(line, character)
    } else {
      word = (word ?? '') + character
    }
  }
  if (quote !== '') throw new UsageError(`The command ${line} has a ${quote} that is not closed.`)
  if (word !== undefined) words.push(word)
  return words
}

function forShell(line: string, character: string): UsageError {
  const shown = character === '\n' ? 'a line break' : character
  return new UsageError(
    `The command ${line} has ${shown} in it, which only a shell understands: put it in single quotes, or run a shell that the image has (sh -c '…').`,
  )
}
