import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchesWildcard } from '../../../src/catalogers/elf/wildcard.ts'

describe('matchesWildcard', () => {
  it.each([
    ['libc.conf', '*.conf', true],
    ['libc.conf.bak', '*.conf', false],
    ['x86_64-linux-gnu.conf', '*-linux-*.c?nf', true],
    ['.hidden.conf', '*.conf', false],
    ['.hidden.conf', '.*.conf', true],
    ['a1', 'a[0-9]', true],
    ['ax', 'a[0-9]', false],
    ['ax', 'a[!0-9]', true],
    ['a]', 'a[]]', true],
    ['a-', 'a[x-]', true],
    ['a[', 'a[', true],
    ['', '*', true],
    ['', '?', false],
  ])('says of %j and %j: %j', (name, pattern, expected) => {
    expect(matchesWildcard(name, pattern)).toBe(expected)
  })

  it('takes no time that grows with the ways to match', () => {
    expect(matchesWildcard('a'.repeat(5000), `${'*a'.repeat(200)}b`)).toBe(false)
  })

  it('matches every name made from its pattern', () => {
    const part = fc.stringMatching(/^[a-z.]{0,4}$/)
    fc.assert(
      fc.property(fc.array(fc.tuple(part, part), { minLength: 1, maxLength: 6 }), (parts) => {
        const name = `x${parts.map(([fixed, free]) => fixed + free).join('')}`
        const pattern = `x${parts.map(([fixed]) => `${fixed}*`).join('')}`
        expect(matchesWildcard(name, pattern)).toBe(true)
      }),
    )
  })
})
