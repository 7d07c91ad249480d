import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BrokenImageError } from '../../src/errors.ts'
import { readStatement } from '../../src/oci/attestation.ts'
import { bundle, envelope, SPDX, statement } from '../support/referrers.ts'

const TYPE = 'https://spdx.dev/Document'
const bare = `{"predicateType":"${TYPE}","predicate": ${SPDX.trim()} }`

function read(document: object | string): { predicateType: string; predicate: string } | undefined {
  const text = typeof document === 'string' ? document : JSON.stringify(document)
  const found = readStatement(Buffer.from(text), 'The attestation')
  return found && { predicateType: found.predicateType, predicate: Buffer.from(found.predicate).toString() }
}

describe('an attestation', () => {
  test.each([
    ['a bare statement', bare],
    ['a DSSE envelope', envelope(Buffer.from(bare))],
    ['a DSSE envelope in URL-safe base64', { ...envelope(''), payload: Buffer.from(bare).toString('base64url') }],
    ['a Sigstore bundle', bundle({ dsseEnvelope: envelope(Buffer.from(bare)) })],
  ])('is read from %s, its predicate to the byte', (_, document) => {
    expect(read(document)).toEqual({ predicateType: TYPE, predicate: SPDX.trim() })
  })

  test.each([
    ['a bundle with a signature over bytes', bundle({ messageSignature: { signature: 'MEUC' } })],
    ['an envelope around something else', envelope(bare, 'text/plain')],
    ['a document of another kind', SPDX],
  ])('is not in %s', (_, document) => {
    expect(read(document)).toBeUndefined()
  })

  test.each([
    ['that is no JSON', 'x', /^The attestation is not JSON\.$/],
    ['whose payload is no JSON', envelope('x'), /^The payload of The attestation is not JSON\.$/],
    ['without a predicate', { predicateType: TYPE }, /"predicate" is missing/],
    ['whose type is a number', { predicateType: 1, predicate: {} }, /"predicateType" is 1/],
    ['whose envelope is a string', { dsseEnvelope: 'x' }, /"dsseEnvelope" is "x", not an object/],
  ])('%s is broken', (_, document, message) => {
    expect(() => read(document)).toThrow(BrokenImageError)
    expect(() => read(document)).toThrow(message)
  })

  test('of any other content is broken too, or none', () => {
    const names = fc.constantFrom('payload', 'payloadType', 'dsseEnvelope', 'predicate', 'predicateType', '_type')
    const values = fc.oneof(fc.jsonValue(), fc.constant(statement(TYPE, {})), fc.constant(envelope(bare)))
    fc.assert(
      fc.property(fc.dictionary(names, values), (document) => {
        try {
          read(document)
        } catch (error) {
          expect(error).toBeInstanceOf(BrokenImageError)
        }
      }),
    )
  })
})
