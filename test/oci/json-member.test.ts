import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jsonMember } from '../../src/oci/json-member.ts'

function member(text: string, name: string): string | undefined {
  const found = jsonMember(Buffer.from(text), name)
  return found && Buffer.from(found).toString()
}

describe('a member of a JSON object', () => {
  test('comes out as it was written', () => {
    const text = ' {"a": [1, {"b": "}"}], "b" :\n{ "n": 1.50, "s": "\\u0041\\"" } , "c":-0e1,"d":"x"}'
    expect(member(text, 'a')).toBe('[1, {"b": "}"}]')
    expect(member(text, 'b')).toBe('{ "n": 1.50, "s": "\\u0041\\"" }')
    expect(member(text, 'c')).toBe('-0e1')
    expect(member(text, 'd')).toBe('"x"')
    expect(member(text, 'n')).toBeUndefined()
  })

  test('may be behind a byte order mark, and its name may be written with escapes', () => {
    expect(member('\ufeff{"\\u0061": true}', 'a')).toBe('true')
  })

  test('is not looked for in what is no object', () => {
    for (const text of ['"{\\"a\\":1}"', '[{"a":1}]', '1', '', ' ']) expect(member(text, 'a')).toBeUndefined()
  })

  test('is the one that JSON.parse finds', () => {
    const values = fc.jsonValue()
    const names = fc.oneof(fc.string(), fc.constantFrom('a', '__proto__', 'a"b', '\\', '{'))
    const members = fc.array(fc.tuple(names, values), { maxLength: 6 })
    fc.assert(
      fc.property(members, fc.constantFrom('', ' ', '\n\t'), (list, space) => {
        const body = list.map(([name, value]) => [JSON.stringify(name), ':', JSON.stringify(value)].join(space))
        const text = `{${space}${body.join(`${space},${space}`)}${space}}`
        for (const [name] of list) {
          const last = list.findLast(([other]) => other === name)![1]
          expect(member(text, name)).toBe(JSON.stringify(last))
        }
      }),
    )
  })

  test('is not searched for ever in what is no JSON', () => {
    const pieces = fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', 'a', ' ')
    fc.assert(fc.property(fc.array(pieces), (text) => void member(`{${text.join('')}`, 'a')))
  })
})
