import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDeb822 } from '../../../src/catalogers/packages/deb822.ts'

const objects = (text: string) => Array.from(parseDeb822(text), (paragraph) => Object.fromEntries(paragraph))

describe('parseDeb822', () => {
  it('separates paragraphs at empty lines and reads field names without their case', () => {
    expect(objects('\n\nPackage: a\nVERSION:1\n\n \n\npackage: b')).toEqual([
      { package: 'a', version: '1' },
      { package: 'b' },
    ])
  })

  it('joins continuation lines and passes over comments', () => {
    expect(objects('Files:\n a\n# note\n\tb\nLicense: MIT\n')).toEqual([{ files: '\na\nb', license: 'MIT' }])
  })

  it('keeps colons in values, and passes over lines that are no field', () => {
    expect(objects('Version: 1:2-3\nnonsense\n more\n: x\nA: b')).toEqual([{ version: '1:2-3', a: 'b' }])
  })

  it('reads what a writer wrote', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/)
    const line = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/)
    const paragraph = fc.dictionary(name, fc.array(line, { minLength: 1, maxLength: 4 }), {
      minKeys: 1,
      noNullPrototype: true,
    })
    fc.assert(
      fc.property(fc.array(paragraph), (paragraphs) => {
        const text = paragraphs.map((fields) =>
          Object.entries(fields)
            .map(([field, lines]) => `${field}: ${lines.join('\n ')}\n`)
            .join(''),
        )
        const wanted = paragraphs.map((fields) =>
          Object.fromEntries(Object.entries(fields).map(([field, lines]) => [field, lines.join('\n')])),
        )
        expect(objects(text.join('\n'))).toEqual(wanted)
      }),
    )
  })

  it('takes any text', () => {
    fc.assert(fc.property(fc.string(), (text) => Array.from(parseDeb822(text)).every((fields) => fields.size > 0)))
  })
})
