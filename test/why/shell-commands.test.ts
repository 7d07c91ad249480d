import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { programsOf } from '../../src/why/shell-commands.ts'

describe('the programs of a command line', () => {
  it.each([
    ['node server.js', ['node']],
    ['cd /app && exec node server.js', ['cd', 'node']],
    ['PORT=80 LOG=x node server.js | tee log 2>&1; date', ['node', 'tee', 'date']],
    ['if test -f x; then a; else b; fi', ['a', 'b', 'fi']],
    ['(a && b) || c &', ['a', 'b', 'c']],
    ['echo "a; b" && run', ['run']],
    ["run 'a && b' \\; c", ['run']],
    ['$CMD; "quoted"; run*', []],
    ['exec', []],
    ['', []],
    ['run; run', ['run']],
  ])('%s', (line, programs) => {
    expect(programsOf(line)).toEqual(programs)
  })

  it('are words of it, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab $"\'\\;&|()<>\n=') }), (line) => {
        for (const program of programsOf(line)) expect(line).toContain(program)
      }),
    )
  })
})
