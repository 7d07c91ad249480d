import { stripVTControlCharacters } from 'node:util'
import { ImgpeekError, messageOf } from '../../src/errors.ts'
import { onOneLine } from '../../src/report/terminal-text.ts'

/** sysexits(3)'s EX_SOFTWARE: this program is at fault, so no code that says something about an image would be true. */
const INTERNAL_ERROR = 70

/** How the program ends after an error. */
interface Ending {
  readonly exitCode: number
  /** What to print on standard error; empty for nothing. */
  readonly text: string
}

/** What an error comes to for the one who runs the program: one sentence, with the stack where DEBUG asks for it. */
export function endingOf(error: unknown, env: Readonly<Record<string, string | undefined>>): Ending {
  const { exitCode, sentence } = explain(error)
  if (sentence === '') return { exitCode, text: '' }
  const stack = wantsStack(env) && error instanceof Error ? `${error.stack}\n` : ''
  return { exitCode, text: `imgpeek: ${sentence}\n${stack}` }
}

function explain(error: unknown): { exitCode: number; sentence: string } {
  if (error instanceof ImgpeekError)
    return { exitCode: error.exitCode, sentence: onOneLine(withoutPrefix(error.message)) }
  const exit = oclifExit(error)
  if (exit !== undefined) return { exitCode: exit, sentence: isPlainExit(error) ? '' : oclifSentence(messageOf(error)) }
  const cause = onOneLine(messageOf(error)).replace(/[.\s]*$/, '')
  return {
    exitCode: INTERNAL_ERROR,
    sentence: `${cause}; this is a bug in imgpeek, please report it as its README says, with what DEBUG=imgpeek* adds.`,
  }
}

/** What oclif says of a command line in several lines and in colour, as one plain sentence. */
function oclifSentence(message: string): string {
  const text = withoutPrefix(stripVTControlCharacters(message))
    .replace(
      /^Missing \d+ required args?:\s*(\S+)[\s\S]*$/,
      (_, name: string) => `The argument ${name.toUpperCase()} is missing`,
    )
    .replace(/^The following errors? occurred:/, '')
  return `${onOneLine(text).replace(/\.$/, '')}; --help says what there is.`
}

/** A message without what oclif puts around those that the parser of a flag throws. */
function withoutPrefix(message: string): string {
  return message.replace(/^Parsing (--\S+)\s+/, '$1: ').replace(/\s*See more help with --help\s*$/, '')
}

/** The exit code that oclif put on its error. Told by its shape: plugins bring classes of their own. */
function oclifExit(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('oclif' in error)) return undefined
  const { oclif } = error
  if (typeof oclif !== 'object' || oclif === null || !('exit' in oclif)) return undefined
  return typeof oclif.exit === 'number' ? oclif.exit : undefined
}

/** `this.exit()` is an error without anything to say. */
function isPlainExit(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIT'
}

/** Whether DEBUG has a pattern for this program, in the spelling of the `debug` package. */
function wantsStack(env: Readonly<Record<string, string | undefined>>): boolean {
  return (env.DEBUG ?? '').split(/[\s,]+/).some((pattern) => pattern === '*' || pattern.startsWith('imgpeek'))
}
