import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitsSteadyLines } from '../../../src/slim/verify/steady-lines.ts'

const line = fc.constantFrom('a', 'b', 'c', '')
const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'))

describe('a third text', () => {
  it('fits where only lines differ that differ between the other two', () => {
    const run = (pid: number): string => `starting\npid ${pid}\nready\n`
    expect(fitsSteadyLines(run(1), run(2), run(3))).toBe(true)
  })

  it.each([
    ['a steady line is another', 'starting\npid 3\nbroken\n'],
    ['a steady line is gone', 'starting\npid 3\n'],
    ['a line is added beside those that vary', 'starting\npid 3\nwarning\nready\n'],
    ['a line that varies is gone', 'starting\nready\n'],
    ['a line is added at the end', 'starting\npid 3\nready\nbye\n'],
  ])('does not fit where %s', (_, third) => {
    expect(fitsSteadyLines('starting\npid 1\nready\n', 'starting\npid 2\nready\n', third)).toBe(false)
  })

  it('may have any number of lines where the other two do not have as many', () => {
    expect(fitsSteadyLines('a\nb', 'a\ny\nb', 'a\n1\n2\n3\nb')).toBe(true)
    expect(fitsSteadyLines('a\nb', 'a\ny\nb', 'a\n1\n2\n3\nc')).toBe(false)
  })

  it('has nothing to fit where the other two have nothing in common', () => {
    const lines = (word: string): string => Array.from({ length: 5000 }, (_, index) => `${word}${index}`).join('\n')
    expect(fitsSteadyLines(lines('a'), lines('b'), 'c')).toBe(true)
  })

  it('always fits where it is one of the other two', () => {
    fc.assert(
      fc.property(text, text, (one, two) => {
        expect(fitsSteadyLines(one, two, one)).toBe(true)
        expect(fitsSteadyLines(one, two, two)).toBe(true)
      }),
    )
  })

  it('has to be the other two where those are the same', () => {
    fc.assert(
      fc.property(text, text, (one, two) => {
        expect(fitsSteadyLines(one, one, two)).toBe(one === two)
      }),
    )
  })
})
