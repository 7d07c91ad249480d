import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJsonwall } from '../../../src/catalogers/packages/jsonwall.ts'

function write(entries: readonly object[]): string {
  const header = { jsonwall: '1.0', schema: '1.0', count: entries.length + 1 }
  return [header, ...entries].map((entry) => `${JSON.stringify(entry)}\n`).join('')
}

describe('parseJsonwall', () => {
  it('reads what a writer wrote', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true })), (entries) => {
        const written = write(entries)
        const read: readonly unknown[] = JSON.parse(JSON.stringify(entries))
        expect(parseJsonwall(written)).toEqual({ schema: '1.0', entries: read, incomplete: false })
      }),
    )
  })

  it('knows a wall that is cut short by its count, and keeps its whole lines', () => {
    const entries = [{ kind: 'a' }, { kind: 'b' }, { kind: 'c' }]
    const whole = write(entries)
    const [start, end] = [whole.indexOf('\n') + 1, whole.trimEnd().length - 1]
    fc.assert(
      fc.property(fc.integer({ min: start, max: end }), (length) => {
        const wall = parseJsonwall(whole.slice(0, length))
        expect(wall.incomplete).toBe(true)
        expect(entries.slice(0, wall.entries.length)).toEqual(wall.entries)
      }),
    )
  })

  it('passes over lines that are no objects', () => {
    const wall = parseJsonwall(`${write([])}[1]\nnull\n{"kind":"package"}\n{`)
    expect(wall).toEqual({ schema: '1.0', entries: [{ kind: 'package' }], incomplete: true })
  })

  it('refuses what is not a jsonwall', () => {
    for (const text of ['', '\n', '{}', '{"jsonwall":"2.0"}', '{"jsonwall":1}', 'null', 'jsonwall']) {
      expect(() => parseJsonwall(text)).toThrow(SyntaxError)
    }
  })

  it('takes any text, or refuses it as such', () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (text, withHeader) => {
        try {
          parseJsonwall(withHeader ? write([]) + text : text)
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError)
        }
      }),
    )
  })
})
