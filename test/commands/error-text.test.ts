import { describe, expect, it } from 'vitest'
import { endingOf } from '../../commands/support/error-text.ts'
import { BrokenImageError, InterruptedError, LimitError, UnavailableError, UsageError } from '../../src/errors.ts'

/** An error as @oclif/core throws it; plugins bring classes of their own, so only the shape counts. */
function oclifError(message: string, exit: number, code?: string): Error {
  return Object.assign(new Error(message), { oclif: { exit }, code })
}

describe('the end after an error', () => {
  it.each([
    [new UsageError('No.'), 2],
    [new UnavailableError('No.'), 3],
    [new BrokenImageError('No.'), 4],
    [new LimitError('No', 'max-layers'), 4],
    [new InterruptedError(), 130],
  ])('has the exit code of the kind of error: %s', (error, exitCode) => {
    expect(endingOf(error, {}).exitCode).toBe(exitCode)
  })

  it('is one sentence without a stack', () => {
    expect(endingOf(new UnavailableError('There is no image x.'), {}).text).toBe('imgpeek: There is no image x.\n')
  })

  it('shows the stack where DEBUG asks for it', () => {
    for (const DEBUG of ['imgpeek*', '*', 'http,imgpeek:inspect']) {
      expect(endingOf(new UnavailableError('Gone.'), { DEBUG }).text).toMatch(
        /^imgpeek: Gone\.\nUnavailableError: Gone\.\n +at /,
      )
    }
    expect(endingOf(new UnavailableError('Gone.'), { DEBUG: 'http' }).text).toBe('imgpeek: Gone.\n')
  })

  it('lets no escape sequence of a registry reach the terminal', () => {
    expect(endingOf(new UnavailableError('It said \u001b[2J\nhello'), {}).text).toBe(
      'imgpeek: It said \\x1b[2J hello\n',
    )
  })

  it('calls everything unexpected a bug, with an exit code that says nothing of an image', () => {
    const { exitCode, text } = endingOf(new TypeError('x is not a function.'), {})
    expect(exitCode).toBe(70)
    expect(text).toMatch(/^imgpeek: x is not a function; this is a bug in imgpeek, please report it [^\n]*\n$/)
  })

  it('knows what to say of things thrown that are no errors', () => {
    expect(endingOf('oops', {}).text).toContain('oops; this is a bug')
  })

  it.each([
    ['Nonexistent flag: --foo\nSee more help with --help', 'Nonexistent flag: --foo; --help says what there is.'],
    [
      'Missing 1 required arg:\nimage  The image, as [SCHEME:]NAME.\n\nNote: --section allows multiple values.\nSee more help with --help',
      'The argument IMAGE is missing; --help says what there is.',
    ],
    [
      'The following error occurred:\n  \u001b[2m--section=size cannot also be provided when using --json\u001b[22m\nSee more help with --help',
      '--section=size cannot also be provided when using --json; --help says what there is.',
    ],
  ])('makes one sentence of what oclif says of a command line: %j', (message, sentence) => {
    expect(endingOf(oclifError(message, 2), {})).toEqual({ exitCode: 2, text: `imgpeek: ${sentence}\n` })
  })

  it('keeps a usage error clear of what oclif puts around it', () => {
    const error = new UsageError('Parsing --max-size \n\t“z” is no size.\nSee more help with --help')
    expect(endingOf(error, {}).text).toBe('imgpeek: --max-size: “z” is no size.\n')
  })

  it('says nothing where a command only exits', () => {
    expect(endingOf(oclifError('EEXIT: 0', 0, 'EEXIT'), {})).toEqual({ exitCode: 0, text: '' })
  })
})
