import { expect, it } from 'vitest'
import { bestOf } from '../../src/compare/best.ts'
import type { CompareRow, CompareValue } from '../../src/report/compare-document.ts'

it.each<[string, CompareRow['better'], CompareRow['absent'], CompareValue[], number[]]>([
  ['the least', 'less', 'none', [3, 1, 2], [1]],
  ['the greatest', 'more', 'none', [3, 1, 2], [0]],
  ['all that are as good', 'less', 'none', [1, 2, 1], [0, 2]],
  ['the shortest list', 'less', 'none', [['/a'], [], ['/a', '/b']], [1]],
  ['those that have it', 'more', 'none', ['/etc/ssl/cert.pem', null, '/etc/ssl/other.pem'], [0, 2]],
  ['those that do not', 'less', 'none', [true, false], [1]],
  ['none where all are equal', 'less', 'none', [[], [], []], []],
  ['none where neither is better', null, 'none', ['musl', 'glibc'], []],
  ['none where nothing is known', 'more', 'unknown', [null, null], []],
  ['none where one is known', 'more', 'unknown', [2, null], []],
  ['of those that are known', 'more', 'unknown', [0, null, 2], [2]],
])('the best is %s', (_, better, absent, values, best) => {
  expect(bestOf(values, { better, absent, kind: 'list' })).toEqual(best)
})

it('a number that is not there is not the least', () => {
  expect(bestOf([null, 2, 1], { better: 'less', absent: 'none', kind: 'bytes' })).toEqual([2])
})

it('a row may say itself how much its values are', () => {
  const amount = (value: CompareValue) => ['no', 'maybe', 'yes'].indexOf(String(value))
  expect(bestOf(['maybe', 'yes', null], { better: 'more', absent: 'none', kind: 'text' }, amount)).toEqual([1])
})
