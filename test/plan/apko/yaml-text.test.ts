import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { Octal, type Yaml, yamlText } from '../../../src/plan/apko/yaml-text.ts'

const TEXT = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 10 }),
  fc.string({ unit: fc.constantFrom(...'ab :-#\'"\\\n\t/.,0x1~'), maxLength: 8 }),
  fc.constantFrom(
    'yes',
    'No',
    'null',
    '~',
    '1e3',
    '0o7',
    '2001-01-01',
    'true',
    '',
    ' a',
    'a: b',
    '- a',
    '12:30:45',
    '.5',
    '=',
  ),
)
/** No list or mapping in it is empty: those are left out. */
const VALUE: fc.Arbitrary<Yaml> = fc.letrec<{ value: Yaml }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    TEXT,
    fc.nat(),
    fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
    fc.dictionary(TEXT, tie('value'), { minKeys: 1, maxKeys: 3 }),
  ),
})).value

describe('a YAML text', () => {
  it.each(['1.1', '1.2'] as const)('reads back as what was written, by YAML %s', (version) => {
    fc.assert(
      fc.property(fc.dictionary(TEXT, VALUE, { minKeys: 1, maxKeys: 3 }), (document) => {
        // the library reads keys into objects, where "__proto__" and numbers in order are its own matter
        const read = parse(yamlText(document), { version, mapAsMap: true, merge: false })
        expect(plain(read)).toEqual(plain(asMaps(document)))
      }),
      { numRuns: 500 },
    )
  })

  it('leaves out what is empty', () => {
    expect(yamlText({ a: [], b: {}, c: undefined, d: { e: undefined }, f: 'g' })).toBe('f: g\n')
  })

  it('writes permissions in octal, and nests lists of mappings', () => {
    expect(yamlText({ paths: [{ path: '/tmp', permissions: new Octal(0o1777) }, { path: '/a b' }] })).toBe(
      'paths:\n  - path: /tmp\n    permissions: 0o1777\n  - path: /a b\n',
    )
  })
})

function asMaps(value: Yaml): unknown {
  if (Array.isArray(value)) return value.map(asMaps)
  if (typeof value !== 'object') return value
  return new Map(Object.entries(value).map(([key, item]) => [key, asMaps(item as Yaml)]))
}

/** In an order that both have: objects put keys that are numbers first. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (!(value instanceof Map)) return value
  return [...value].map(([key, item]) => [String(key), plain(item)] as const).sort(([a], [b]) => (a < b ? -1 : 1))
}
