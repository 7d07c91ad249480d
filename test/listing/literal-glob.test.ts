import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nameMatcher, pathMatcher } from '../../src/listing/glob.ts'
import { literalGlob } from '../../src/listing/literal-glob.ts'

const character = fc.oneof(
  fc.constantFrom('*', '?', '[', ']', '{', '}', ',', '\\', '!', '-', 'n', 'x', 'a', '\n', '\udc80', '\udcff', '😀'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((text) => text !== '/'),
)
const name = fc.array(character, { minLength: 1, maxLength: 8 }).map((characters) => characters.join(''))

it('means the text itself', () => {
  const property = fc.property(name, name, (text, other) => {
    const matches = nameMatcher([literalGlob(text)])
    expect(matches(text)).toBe(true)
    if (other !== text && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)) expect(matches(other)).toBe(false)
  })
  fc.assert(property, { numRuns: 1000 })
})

it('has nothing that a terminal would act on', () => {
  expect(literalGlob('/a\u001b[2J/\u202eb')).toBe('/a?\\[2J/?b')
})

it('means a path, and with a slash what is below it', () => {
  const property = fc.property(name, (text) => {
    expect(pathMatcher([literalGlob(`/a/${text}`)])(`/a/${text}`)).toBe(true)
    expect(pathMatcher([`${literalGlob(`/a/${text}`)}/`])(`/a/${text}/b/c`)).toBe(true)
  })
  fc.assert(property, { numRuns: 300 })
})
