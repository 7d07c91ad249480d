import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RpmHeader } from '../../../../src/catalogers/packages/rpm/rpm-header.ts'
import { BrokenImageError } from '../../../../src/errors.ts'
import { headerBlob, words } from './fixtures.ts'

const INT32 = 4
const STRING_ARRAY = 8

describe('RpmHeader', () => {
  test('reads back whatever strings and numbers a header is made of', () => {
    const text = fc.string({ unit: 'grapheme' }).map((given) => given.replaceAll('\0', ''))
    const numbers = fc.array(fc.nat(0xffffffff), { minLength: 1 })
    fc.assert(
      fc.property(text, fc.array(text, { minLength: 1 }), numbers, (one, many, given) => {
        const header = new RpmHeader(headerBlob({ 1000: one, 1117: many, 1116: given }))
        expect(header.text(1000)).toBe(one)
        expect(header.text(1117)).toBe(many[0])
        expect(header.names(1117)).toEqual(many)
        expect([...given.keys(), given.length].map((index) => header.number(1116, index))).toEqual([
          ...given,
          undefined,
        ])
      }),
    )
  })

  test('has nothing for a tag that is not there', () => {
    const header = new RpmHeader(headerBlob({ 1000: 'bash' }))
    expect([header.text(1001), header.names(1117), header.number(1003, 0)]).toEqual([undefined, [], undefined])
  })

  test('takes the later of two entries with one tag, which is what rpm adds on installing', () => {
    const index = [words(1000, 6, 0, 1), words(1000, 6, 4, 1)]
    const header = new RpmHeader(Buffer.concat([words(2, 8), ...index, Buffer.from('old\0new\0')]))
    expect(header.text(1000)).toBe('new')
  })

  test('keeps bytes of file names that are not UTF-8, and replaces them in text', () => {
    const header = new RpmHeader(
      Buffer.concat([words(1, 4), words(1117, STRING_ARRAY, 0, 1), Buffer.from('a\xefb\0', 'latin1')]),
    )
    expect(header.names(1117)).toEqual(['a\udcefb'])
    expect(header.text(1117)).toBe('a\ufffdb')
  })

  test.each([
    ['more tags than rpm allows', words(0x10000, 0)],
    ['more tags than bytes', words(0xffff, 0)],
    ['more data than there is', words(0, 0x0fffffff)],
    ['nothing', Buffer.alloc(0)],
  ])('refuses a header that claims %s', (_, blob) => {
    expect(() => new RpmHeader(blob)).toThrow(BrokenImageError)
  })

  test('refuses values that lie outside of the header', () => {
    const headerOf = (type: number, offset: number, count: number) =>
      new RpmHeader(Buffer.concat([words(1, 8), words(1116, type, offset, count), Buffer.from('one\0two\0')]))
    const outside = 'tag 1116 of a package header points outside of it'
    expect(() => headerOf(INT32, 0, 0xffffffff).number(1116, 2)).toThrow(outside)
    expect(() => headerOf(INT32, 0xfffffff0, 1).number(1116, 0)).toThrow(outside)
    expect(() => headerOf(STRING_ARRAY, 0, 3).names(1116)).toThrow(outside)
    expect(() => headerOf(STRING_ARRAY, 0xfffffff0, 1).names(1116)).toThrow(outside)
  })

  test('refuses to make an array of as many strings as a header claims to have', () => {
    const count = 2 ** 20 + 1
    const header = new RpmHeader(
      Buffer.concat([words(1, count), words(1117, STRING_ARRAY, 0, count), Buffer.alloc(count)]),
    )
    expect(() => header.names(1117)).toThrow('claims 1048577 strings')
    expect(header.text(1117)).toBe('')
  })

  test('refuses numbers for strings and strings for numbers', () => {
    const header = new RpmHeader(headerBlob({ 1000: 'bash', 1003: [1] }))
    expect(() => header.number(1000, 0)).toThrow(BrokenImageError)
    expect(() => header.text(1003)).toThrow(BrokenImageError)
  })

  test('answers or throws BrokenImageError, whatever the bytes', () => {
    const entries = fc.array(fc.tuple(fc.nat(3), fc.nat(10), fc.nat(40), fc.nat(40)), { maxLength: 4 })
    fc.assert(
      fc.property(entries, fc.uint8Array({ maxLength: 40 }), fc.nat(60), (index, data, size) => {
        const blob = Buffer.concat([words(index.length, size), ...index.map((entry) => words(...entry)), data])
        try {
          const header = new RpmHeader(blob)
          for (let tag = 0; tag < 4; tag++) {
            expect(header.names(tag).length).toBeLessThanOrEqual(data.length)
            expect(header.number(tag, index.length) ?? 0).toBeLessThanOrEqual(0xffffffff)
          }
        } catch (error) {
          expect(error).toBeInstanceOf(BrokenImageError)
        }
      }),
    )
  })
})
