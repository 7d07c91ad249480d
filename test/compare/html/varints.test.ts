import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeVarints, encodeVarints } from '../../../src/compare/html/varints.ts'

describe('a column of numbers', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(300), fc.maxSafeNat())), (values) => {
        expect([...decodeVarints(encodeVarints(values), new Float64Array(values.length))]).toEqual(values)
      }),
    )
  })

  it('takes a byte for each small number', () => {
    expect(encodeVarints([0, 1, 127])).toEqual(new Uint8Array([0, 1, 127]))
    expect(encodeVarints([128, Number.MAX_SAFE_INTEGER])).toHaveLength(2 + 8)
  })

  it.each([-1, 1.5, Number.NaN, 2 ** 53])('refuses %d', (value) => {
    expect(() => encodeVarints([value])).toThrow(RangeError)
  })
})
