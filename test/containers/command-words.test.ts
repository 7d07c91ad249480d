import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commandWords } from '../../src/containers/command-words.ts'
import { UsageError } from '../../src/errors.ts'
import { commandLine } from '../../src/report/shell-words.ts'

/** What a real shell makes of a line. */
function shellWords(line: string): string[] {
  const output = execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
  return output.split('\0').slice(0, -1)
}

describe('the words of a command', () => {
  it.each([
    'app --version',
    '  app\t-x  ',
    `sh -c 'echo "$HOME" | wc -l'`,
    `python3 -c "print('a; b')"`,
    String.raw`say \"hi\" a\ b "c\\d" "e\"f" 'g\h' "i\j"`,
    `a'b'"c"d '' ""`,
    `grep -E '^[a-z]+$' /etc/passwd`,
  ])('are those of a shell: %s', (line) => {
    expect(commandWords(line)).toEqual(shellWords(line))
  })

  it('are what was quoted', () => {
    const args = fc.array(
      fc.string({ unit: 'binary' }).filter((word) => !word.includes('\n')),
      { minLength: 1 },
    )
    fc.assert(
      fc.property(args, (words) => {
        expect(commandWords(commandLine(words))).toEqual(words)
      }),
    )
  })

  it('are none in an empty line, which stands for the image’s own command', () => {
    expect(commandWords('')).toEqual([])
    expect(commandWords(' ')).toEqual([])
  })

  it.each([
    ['app | head', '|'],
    ['app && other', '&'],
    ['app; other', ';'],
    ['app > file', '>'],
    ['echo $HOME', '$'],
    ['echo "$HOME"', '$'],
    ['echo `id`', '`'],
    ['echo "`id`"', '`'],
    ['(app)', '('],
    ['a\nb', 'a line break'],
  ])('leave nothing to a shell that may not be there: %j', (line, what) => {
    expect(() => commandWords(line)).toThrow(UsageError)
    expect(() => commandWords(line)).toThrow(`has ${what} in it`)
  })

  it.each(["app 'x", 'app "x', 'app "x\\"', 'app \\'])('are not guessed where quotes do not end: %s', (line) => {
    expect(() => commandWords(line)).toThrow(UsageError)
  })
})
