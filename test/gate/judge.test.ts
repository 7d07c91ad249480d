import { beforeAll, describe, expect, test } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import type { GatedImage } from '../../src/gate/gated-image.ts'
import { judge } from '../../src/gate/judge.ts'
import { madeImage, writtenRule } from '../support/gated-image.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const TODAY = '2026-11-21'
const scratch = temporaryDirectory()
let image: GatedImage

beforeAll(async () => {
  image = await madeImage(scratch, [['COPY app /', new LayerBuilder().file('app', 'x'.repeat(100))]])
})

const TOO_LARGE = { number: { limit: 99 } }
const FITS = { number: { limit: 100 } }

describe('the level says what comes of a rule that does not hold', () => {
  test.each([
    ['error', 'fail'],
    ['warn', 'warn'],
    ['off', 'off'],
  ] as const)('%s: %s', (level, outcome) => {
    expect(judge([writtenRule('contentSize', TOO_LARGE, { level })], image, TODAY)[0]).toMatchObject({ level, outcome })
  })

  test.each([
    ['error', 'pass'],
    ['warn', 'pass'],
    ['off', 'off'],
  ] as const)('and of one that holds: %s: %s', (level, outcome) => {
    expect(judge([writtenRule('contentSize', FITS, { level })], image, TODAY)[0]).toMatchObject({ level, outcome })
  })
})

describe('an exception', () => {
  const until = (expires: string, level: 'warn' | 'off' | 'error', rule = TOO_LARGE) =>
    judge([writtenRule('contentSize', rule, { level, expires, reason: 'until the split' })], image, TODAY)[0]

  test('holds to the end of its last day', () => {
    expect(until(TODAY, 'warn')).toMatchObject({ outcome: 'warn', level: 'warn', expired: false })
    expect(until(TODAY, 'off')).toMatchObject({ outcome: 'off', level: 'off', expired: false })
  })

  test('counts as an error from the next day on, and says so', () => {
    for (const level of ['warn', 'off'] as const) {
      expect(until('2026-11-20', level)).toMatchObject({
        outcome: 'fail',
        level: 'error',
        expired: true,
        expires: '2026-11-20',
        reason: 'until the split',
        message: `Content size is 100 B: 1 B more than the limit of 99 B. Its exception (level ${level}) expired on 2026-11-20.`,
      })
    }
  })

  test('that has expired does no harm where the rule holds', () => {
    expect(until('2026-11-20', 'off', FITS)).toMatchObject({ outcome: 'pass', expired: true })
  })

  test('of a rule that is an error anyway leaves it one', () => {
    expect(until('2026-11-20', 'error')).toMatchObject({ outcome: 'fail', level: 'error', expired: true })
    expect(until(TODAY, 'error')).toMatchObject({ outcome: 'fail', level: 'error', expired: false })
  })
})

test('growth without a baseline is passed over', () => {
  const rule = { number: { growth: { by: 'percent', value: 5 } as const } }
  expect(judge([writtenRule('contentSize', rule)], image, TODAY)[0]).toMatchObject({ outcome: 'skip', actual: 100 })
})

test('failures come first, then warnings, each in the order of the budgets', () => {
  const results = judge(
    [
      writtenRule('requiredPaths', { subject: '/app' }),
      writtenRule('requiredPaths', { subject: '/b' }, { level: 'warn' }),
      writtenRule('requiredPaths', { subject: '/a' }),
      writtenRule('layerCount', { number: { limit: 1 } }),
      writtenRule('contentSize', TOO_LARGE, { level: 'warn' }),
      writtenRule('contentSize', TOO_LARGE),
    ],
    image,
    TODAY,
  )
  expect(results.map(({ outcome, budget, subject }) => [outcome, budget, subject])).toEqual([
    ['fail', 'contentSize', null],
    ['fail', 'requiredPaths', '/a'],
    ['warn', 'contentSize', null],
    ['warn', 'requiredPaths', '/b'],
    ['pass', 'layerCount', null],
    ['pass', 'requiredPaths', '/app'],
  ])
})

test('a rule keeps where it was written', () => {
  const [result] = judge([writtenRule('contentSize', FITS, { origin: '--max-content-size' })], image, TODAY)
  expect(result).toMatchObject({ origin: '--max-content-size', title: 'Content size', unit: 'bytes', subject: null })
})
