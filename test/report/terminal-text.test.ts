import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOf, onOneLine, printable, toWidth, truncate, wrap } from '../../src/report/terminal-text.ts'

/** Text as a hostile image may hold it: any code unit, control characters and wide characters more often than by chance. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u001b[31m', '\n', '\u202e', '日本', 'e\u0301', '👩‍👩‍👧', '\ud800', ' '),
    ),
  )
  .map((parts) => parts.join(''))

describe('printable', () => {
  it('shows escape sequences instead of sending them', () => {
    expect(printable('\u001b[2J\u0007\u009b1m')).toBe('\\x1b[2J\\x07\\x9b1m')
  })

  it('shows line breaks and tabs by their usual names', () => {
    expect(printable('a\nb\r\tc')).toBe('a\\nb\\r\\tc')
  })

  it('shows characters that would reorder or hide text', () => {
    expect(printable('gpj.\u202eexe\u200b')).toBe('gpj.\\u{202e}exe\\u{200b}')
  })

  it('leaves ordinary text of any script alone', () => {
    expect(printable('naïve 日本語 ελ 👍')).toBe('naïve 日本語 ελ 👍')
  })

  it('leaves nothing that a terminal acts on, whatever comes in', () => {
    fc.assert(fc.property(anyText, (text) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(printable(text))))
  })
})

describe('onOneLine', () => {
  it('makes one space of each run of white space', () => {
    expect(onOneLine('  RUN a \\\n\t  && b\r\n')).toBe('RUN a \\ && b')
  })
})

describe('columnsOf', () => {
  it('counts two columns for wide characters and none for combining ones', () => {
    expect([columnsOf('abc'), columnsOf('日本'), columnsOf('e\u0301')]).toEqual([3, 4, 1])
  })
})

describe('truncate', () => {
  it('leaves text that fits alone', () => {
    expect(truncate('日本語', 6)).toBe('日本語')
  })

  it('puts an ellipsis in the last column', () => {
    expect(truncate('abcdef', 4)).toBe('abc…')
  })

  it('never cuts a wide character in half', () => {
    expect(truncate('日本語', 4)).toBe('日…')
  })

  it('never is wider than it may be', () => {
    fc.assert(
      fc.property(anyText, fc.nat(40), (text, columns) => columnsOf(truncate(printable(text), columns)) <= columns),
    )
  })

  it('does not read all of a long text', () => {
    expect(truncate('x'.repeat(50_000_000), 10)).toBe('xxxxxxxxx…')
  })
})

describe('toWidth', () => {
  it('pads on the side away from the alignment', () => {
    expect([toWidth('日', 4, 'left'), toWidth('日', 4, 'right')]).toEqual(['日  ', '  日'])
  })
})

describe('wrap', () => {
  it('breaks between words', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three'])
  })

  it('breaks a word that is longer than a line', () => {
    expect(wrap('a abcdefghij', 5)).toEqual(['a', 'abcd', 'efgh', 'ij'])
  })

  it('loses nothing but the spaces it breaks at', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 40 }), (raw, columns) => {
        const text = onOneLine(raw)
        expect(wrap(text, columns).join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
      }),
    )
  })

  it('keeps every line within its columns', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 4, max: 40 }), (raw, columns) => {
        for (const line of wrap(onOneLine(raw), columns)) expect(columnsOf(line)).toBeLessThanOrEqual(columns)
      }),
    )
  })
})
