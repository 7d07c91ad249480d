import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { NumberRule } from '../../../src/gate/budget.ts'
import { judgeNumber, type Measured } from '../../../src/gate/budgets/judge-number.ts'

const BYTES = { unit: 'bytes', worse: 'more' } as const
const MB = 1_000_000

function size(actual: number | null, baseline: number | null = null): Measured {
  return { name: 'Content size', actual, baseline, withoutBaseline: 'there is no baseline', offenders: () => [] }
}

describe('a limit', () => {
  test.each([
    [19 * MB, true, 'Content size is 19.0 MB: at most 20.0 MB is asked for.'],
    [20 * MB, true, 'Content size is 20.0 MB: at most 20.0 MB is asked for.'],
    [20 * MB + 1, false, 'Content size is 20.0 MB: 1 B more than the limit of 20.0 MB.'],
    [23 * MB, false, 'Content size is 23.0 MB: 3.0 MB more than the limit of 20.0 MB.'],
  ])('of 20 MB for %i bytes', (actual, holds, message) => {
    expect(judgeNumber(BYTES, { limit: 20 * MB }, size(actual))).toMatchObject({
      holds,
      actual,
      limit: 20 * MB,
      baseline: null,
      message,
    })
  })

  test('of a share is the least where less is worse', () => {
    const share = { unit: 'share', worse: 'less' } as const
    const efficiency = (actual: number) => ({ ...size(actual), name: 'Efficiency' })
    expect(judgeNumber(share, { limit: 0.95 }, efficiency(0.95)).holds).toBe(true)
    expect(judgeNumber(share, { limit: 0.95 }, efficiency(0.9496))).toMatchObject({
      holds: false,
      message: 'Efficiency is 94.96 %: 0.04 % less than the limit of 95 %.',
    })
  })

  test('of a count names what is counted', () => {
    const count = { unit: 'count', worse: 'more' } as const
    const layers = (actual: number) => ({ ...size(actual), name: 'layer' })
    expect(judgeNumber(count, { limit: 4 }, layers(1200)).message).toBe(
      'There are 1,200 layers: 1,196 more than the limit of 4.',
    )
    expect(judgeNumber(count, { limit: 0 }, layers(1)).message).toBe('There is 1 layer: 1 more than the limit of 0.')
  })
})

describe('growth', () => {
  const percent = (value: number): NumberRule => ({ growth: { by: 'percent', value } })
  const amount = (value: number): NumberRule => ({ growth: { by: 'amount', value } })

  test.each([
    [percent(5), 21 * MB, true],
    [percent(5), 21 * MB + 1, false],
    [amount(10), 20 * MB + 10, true],
    [amount(10), 20 * MB + 11, false],
    [amount(0), 20 * MB, true],
    [amount(0), 20 * MB + 1, false],
    [percent(5), 3 * MB, true],
  ])('%j from 20 MB to %i bytes', (rule, actual, holds) => {
    expect(judgeNumber(BYTES, rule, size(actual, 20 * MB))).toMatchObject({ holds, baseline: 20 * MB })
  })

  test('says what there is, what may be, and by how much it is missed', () => {
    expect(judgeNumber(BYTES, percent(5), size(23 * MB, 20 * MB)).message).toBe(
      'Content size is 23.0 MB: 3.0 MB more than in the baseline, where +5 % is allowed (2.0 MB too much).',
    )
    expect(judgeNumber(BYTES, amount(MB), size(20 * MB, 20 * MB)).message).toBe(
      'Content size is 20.0 MB: as in the baseline, where +1.0 MB is allowed.',
    )
    expect(judgeNumber(BYTES, amount(MB), size(19 * MB, 20 * MB)).message).toBe(
      'Content size is 19.0 MB: 1.0 MB less than in the baseline, where +1.0 MB is allowed.',
    )
  })

  test('gives the tighter of two bounds, and both where both are missed', () => {
    const both: NumberRule = { limit: 20 * MB, growth: { by: 'amount', value: MB } }
    expect(judgeNumber(BYTES, both, size(18 * MB, 18 * MB))).toMatchObject({ holds: true, limit: 19 * MB })
    expect(judgeNumber(BYTES, both, size(19 * MB + 1, 18 * MB))).toMatchObject({ holds: false, limit: 19 * MB })
    expect(judgeNumber(BYTES, both, size(20 * MB, 19.5 * MB))).toMatchObject({ holds: true, limit: 20 * MB })
    expect(judgeNumber(BYTES, both, size(21 * MB, 18 * MB)).message).toBe(
      'Content size is 21.0 MB: 1.0 MB more than the limit of 20.0 MB; 3.0 MB more than in the baseline, where +1.0 MB is allowed (2.0 MB too much).',
    )
  })

  test('cannot be judged without a baseline, which does not hide what the limit says', () => {
    expect(judgeNumber(BYTES, percent(5), size(MB))).toEqual({
      holds: null,
      actual: MB,
      limit: null,
      baseline: null,
      message: 'Content size is 1.0 MB: growth is not judged, because there is no baseline.',
      offenders: [],
    })
    const both: NumberRule = { limit: MB, growth: { by: 'percent', value: 5 } }
    expect(judgeNumber(BYTES, both, size(MB)).holds).toBe(true)
    expect(judgeNumber(BYTES, both, size(MB + 1)).holds).toBe(false)
  })

  test('by a percentage that makes a whole number of bytes passes when it is met', () => {
    const cases = fc.record({
      hundreds: fc.integer({ min: 0, max: 1e9 }),
      hundredths: fc.integer({ min: 0, max: 1e5 }),
    })
    fc.assert(
      fc.property(cases, ({ hundreds, hundredths }) => {
        const baseline = hundreds * 10_000
        const met = baseline + hundreds * hundredths
        const rule = percent(hundredths / 100)
        expect(judgeNumber(BYTES, rule, size(met, baseline)).holds).toBe(true)
        expect(judgeNumber(BYTES, rule, size(met + 1, baseline)).holds).toBe(false)
      }),
    )
  })
})

test('a figure that the source does not say cannot be judged', () => {
  expect(judgeNumber(BYTES, { limit: 1 }, size(null))).toMatchObject({ holds: null, actual: null, limit: 1 })
})

test('offenders are looked for only where a rule does not hold', () => {
  const offenders = (): never => {
    throw new Error('not to be asked')
  }
  expect(judgeNumber(BYTES, { limit: 1 }, { ...size(1), offenders }).offenders).toEqual([])
  expect(() => judgeNumber(BYTES, { limit: 1 }, { ...size(2), offenders })).toThrow('not to be asked')
})
