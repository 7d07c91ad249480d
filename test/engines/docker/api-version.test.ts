import { describe, expect, test } from 'vitest'
import { isAtLeast, negotiateVersion } from '../../../src/engines/docker/api-version.ts'
import { UnavailableError } from '../../../src/errors.ts'

describe('the version of the API that is spoken', () => {
  test.for([
    ['1.41', undefined, '1.41'],
    ['1.25', undefined, '1.25'],
    ['1.99', undefined, '1.51'],
    ['2.0', undefined, '1.51'],
    ['1.47', '1.40', '1.40'],
    ['1.47', 'nonsense', '1.47'],
  ] as const)('an engine of %s, %s wanted: %s', ([offered, wanted, spoken]) => {
    expect(negotiateVersion(offered, wanted, 'The engine')).toBe(spoken)
  })

  test.for([undefined, '', 'latest', '1.24', '0.9'])('an engine of %s is refused', (offered) => {
    expect(() => negotiateVersion(offered, undefined, 'The engine')).toThrow(UnavailableError)
  })

  test('is compared by numbers', () => {
    expect(isAtLeast('1.100', '1.99')).toBe(true)
    expect(isAtLeast('1.9', '1.10')).toBe(false)
    expect(isAtLeast('2.0', '1.51')).toBe(true)
  })
})
