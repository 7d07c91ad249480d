import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { InspectDocument } from '../../src/report/inspect-document.ts'
import { renderJson, renderJsonPieces } from '../../src/report/json.ts'
import { sampleDocument } from './sample-document.ts'

const schema = JSON.parse(readFileSync(new URL('../../docs/schema/inspect.schema.json', import.meta.url), 'utf8'))

describe('renderJson', () => {
  it('indents by two spaces and ends with a newline', () => {
    expect(renderJson({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}\n')
  })

  it('says the same as any other JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(renderJson({ value }))).toEqual(JSON.parse(JSON.stringify({ value })))
      }),
    )
  })

  it('escapes what a terminal could act on', () => {
    expect(renderJson({ a: '\u001b\u007f\u009b\u202e\u2028' })).toContain('"\\u001b\\u007f\\u009b\\u202e\\u2028"')
  })
})

describe('renderJsonPieces', () => {
  it('makes the same text, in a piece for each item of a list', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.jsonValue(), fc.constant(undefined))), (document) => {
        expect([...renderJsonPieces(document)].join('')).toBe(renderJson(document))
      }),
    )
    expect([...renderJsonPieces({ a: [{ b: 1 }, [2]] })]).toHaveLength(5)
  })

  it('takes anything that can be iterated for a list', () => {
    const pieces = [...renderJsonPieces({ a: new Set([{ b: '\u202e' }]), c: new Set() })]
    expect(pieces.join('')).toBe(renderJson({ a: [{ b: '\u202e' }], c: [] }))
  })
})

describe('the published schema', () => {
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema)
  const errorsIn = (document: unknown): unknown =>
    validate(JSON.parse(JSON.stringify(document))) ? [] : validate.errors

  it('takes a document of an image with something of everything', () => {
    expect(errorsIn(sampleDocument())).toEqual([])
  })

  it('takes a document of a root filesystem, which has no manifest and no config', () => {
    const document: InspectDocument = sampleDocument({
      digest: null,
      mediaType: null,
      imageId: null,
      created: null,
      os: null,
      platform: { os: 'linux', architecture: 'amd64' },
      libc: { family: 'none', version: null, loader: null },
    })
    expect(errorsIn(document)).toEqual([])
  })

  it('takes fields that a later version adds', () => {
    expect(errorsIn({ ...sampleDocument(), later: true })).toEqual([])
  })

  it.each(Object.keys(sampleDocument()))('misses %s where it is not there', (field) => {
    expect(errorsIn({ ...sampleDocument(), [field]: undefined })).not.toEqual([])
  })

  it('describes every field that a document has', () => {
    const strict = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(closed(schema))
    expect(strict(JSON.parse(JSON.stringify(sampleDocument()))) || strict.errors).toBe(true)
  })
})

/** The schema with every object closed against properties that it does not name. */
function closed(node: unknown): Record<string, unknown> {
  if (Array.isArray(node)) return node.map(closed) as never
  if (typeof node !== 'object' || node === null) return node as never
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]))
  return 'properties' in node && 'required' in node ? { ...copy, additionalProperties: false } : copy
}
