import { columnsOf } from '../terminal-text.ts'

/** What continues a command on the next line. */
const CONTINUED = ' \\'
const INDENT = '  '
/** Before a flag with a value, what another command says, or an image at the end: nothing of that is within a quotation. */
const BREAK = / (?=--\w+=|"\$\(|docker\.io\/\S+$)/

/** A command line in lines of at most `columns` where that is possible, that a shell takes as one. */
export function commandLines(command: string, columns: number): string[] {
  if (columnsOf(command) <= columns) return [command]
  const [first = '', ...rest] = command.split(BREAK)
  return [first, ...rest.map((part) => INDENT + part)].map((line, index) =>
    index < rest.length ? line + CONTINUED : line,
  )
}
