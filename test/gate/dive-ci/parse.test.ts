import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../../../src/errors.ts'
import { parseGoFloat, parseHumanizedBytes } from '../../../src/gate/dive-ci/go-numbers.ts'
import { parseDiveCi } from '../../../src/gate/dive-ci/parse.ts'

/** The limits of dive's rules in its order; null for what is off. */
function limitsOf(text: string): (number | null)[] {
  return parseDiveCi(text, '.dive-ci').rules.map(({ rule, terms }) =>
    terms.level === 'off' ? null : rule.number.limit!,
  )
}

const rule = (key: string, value: string): string => `rules:\n  ${key}: ${value}\n`

describe('what a file leaves out is as dive has it', () => {
  test.each([
    ['an empty file', ''],
    ['a file without rules', 'plugins: [a]'],
    ['no rules', 'rules:\n'],
    ['a rule without a value', rule('lowestEfficiency', '')],
    ['a rule that dive does not know', rule('lowest-efficiency', '0.1')],
  ])('%s', (_name, text) => {
    expect(limitsOf(text)).toEqual([0.9, null, 0.1])
  })
})

// each tried with dive 0.13.1 as well, but for the words of what followed
describe('a value means what dive takes it for', () => {
  test.each([
    ['0.95', 0.95],
    ['"0.95"', 0.95],
    ['.5', 0.5],
    ['+0.5', 0.5],
    ['5e-1', 0.5],
    ['1', 1],
    ['0', 0],
    ['disabled', null],
    ['off', null],
    ['false', null],
    ['""', null],
    ['" Disabled "', null],
  ])('lowestEfficiency: %s', (value, limit) => {
    expect(limitsOf(rule('lowestEfficiency', value))[0]).toBe(limit)
    expect(limitsOf(rule('highestUserWastedPercent', value))[2]).toBe(limit)
  })

  test.each([
    ['20MB', 20_000_000],
    ['20Mb', 20_000_000],
    ['20MiB', 20_971_520],
    ['20 mi', 20_971_520],
    ['1k', 1000],
    ['0.87Ki', 890],
    ['1,000 kB', 1_000_000],
    ['899.9', 899],
    ['1E', 1e18],
    ['0', 0],
    ['off', null],
  ])('highestWastedBytes: %s', (value, limit) => {
    expect(limitsOf(rule('highestWastedBytes', value))[1]).toBe(limit)
  })

  test('whatever the case of the keys, and with their path in one', () => {
    expect(limitsOf('Rules:\n  LOWESTEFFICIENCY: 0.5\n  highestwastedbytes: 1kB\n')).toEqual([0.5, 1000, 0.1])
    expect(limitsOf('rules.lowestEfficiency: 0.5')).toEqual([0.5, null, 0.1])
  })

  test('beside what other tools keep in the file', () => {
    const { rules, notes } = parseDiveCi('---\nrules:\n  plugin1/rule1: error\n  lowestEfficiency: 0.5\n', '.dive-ci')
    expect(rules.map(({ terms }) => terms.origin)).toEqual(['.dive-ci:4:3', '.dive-ci', '.dive-ci'])
    expect(notes[0]).toBe('.dive-ci has 1 rule that dive passes over: plugin1/rule1.')
  })
})

describe('what dive takes for a mistake is one, and the line is named', () => {
  test.each([
    [
      rule('lowestEfficiency', '1.1'),
      '.dive-ci:2:3: lowestEfficiency is a number from 0 to 1, or disabled, and not "1.1".',
    ],
    [rule('lowestEfficiency', '-0.1'), 'not "-0.1"'],
    [rule('lowestEfficiency', '95%'), 'not "95%"'],
    [rule('lowestEfficiency', 'true'), 'not "true"'],
    [rule('lowestEfficiency', '[1]'), 'lowestEfficiency is a number from 0 to 1, or disabled.'],
    [rule('highestUserWastedPercent', '10'), '.dive-ci:2:3: highestUserWastedPercent'],
    [
      rule('highestWastedBytes', '1BB'),
      '.dive-ci:2:3: highestWastedBytes is a size such as 20MB, or disabled, and not "1BB".',
    ],
    [rule('highestWastedBytes', '-1'), 'not "-1"'],
    [rule('highestWastedBytes', '20EB'), 'not "20EB"'],
    ['rules: []', '.dive-ci:1:1: rules is a map.'],
    ['[]', 'a .dive-ci is a map with the key rules'],
    ['rules:\n  lowestEfficiency: 0.5\n  lowestEfficiency: 0.6\n', '.dive-ci:3:3: this is no YAML'],
  ])('%j', (text, message) => {
    expect(() => parseDiveCi(text, '.dive-ci')).toThrow(UsageError)
    expect(() => parseDiveCi(text, '.dive-ci')).toThrow(message)
  })
})

test('a note says what to write in place of the file', () => {
  const note = (text: string): string | undefined => parseDiveCi(text, '.dive-ci').notes.at(-1)
  expect(note(rule('highestWastedBytes', '20Mb'))).toMatch(
    /^\.dive-ci means `budgets: \{diveEfficiency: 0\.9, diveWastedSize: 20Mb, diveWastedPercent: 0\.1\}` in \.imgpeek\.yaml/,
  )
  // sizes that only dive can read are written in bytes
  expect(note(rule('highestWastedBytes', '1,000k'))).toContain('diveWastedSize: 1000000,')
})

describe('numbers of Go', () => {
  test('are read as JavaScript reads them, or not at all', () => {
    const digits = fc.array(fc.constantFrom(...'0123456789.,eE+- kKmMiIbB'), { maxLength: 12 })
    fc.assert(
      fc.property(digits, (characters) => {
        const text = characters.join('')
        const number = parseGoFloat(text)
        expect(number === undefined || number === Number(text)).toBe(true)
        const bytes = parseHumanizedBytes(text)
        expect(bytes === undefined || (Number.isInteger(bytes) && bytes >= 0)).toBe(true)
      }),
    )
  })

  test('take a size with any unit', () => {
    const units = fc.constantFrom('', 'b', 'k', 'KB', 'Kib', 'm', 'Mb', 'MiB', 'ti', 'PB')
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999 }), units, fc.constantFrom('', ' '), (number, unit, space) => {
        const power = ['k', 'm', 'g', 't', 'p'].indexOf(unit.slice(0, 1).toLowerCase()) + 1
        const base = unit.toLowerCase().includes('i') ? 1024 : 1000
        expect(parseHumanizedBytes(`${number}${space}${unit}`)).toBe(number * base ** power)
      }),
    )
  })
})
